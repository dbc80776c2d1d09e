#include "read/engine_log/workers.h"

#include <algorithm>
#include <string>

namespace vramcalc::read {
namespace {

using memory::Component;
using memory::Reading;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_letter_or_digit(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::optional<std::uint64_t> number_of(std::string_view head, std::string_view mark) {
  for (std::size_t at = head.find(mark); at != std::string_view::npos;
       at = head.find(mark, at + 1)) {
    const std::size_t number = at + mark.size();
    const bool is_word = at == 0 || !is_letter_or_digit(head[at - 1]);
    if (is_word && number < head.size() && is_digit(head[number])) {
      return leading_whole(head.substr(number));
    }
  }
  return std::nullopt;
}

// "(VllmWorker TP1 pid=189)", "(Worker_PP0_TP1 pid=79)", "(VllmWorker rank=1 pid=137)" and, where
// the first rank has no prefix at all, "(VllmWorkerProcess pid=240)"; of SGLang
// "[2026-01-04 07:26:43 DP0 TP5 EP5]".
KeptWorker worker_of(std::string_view line) {
  constexpr std::size_t longest_head = 200;  // prefixes of container engines included
  const std::string_view head = line.substr(0, longest_head);
  KeptWorker worker;
  worker.is_first = true;
  for (const std::string_view mark : {"DP", "PP", "TP", "rank="}) {
    if (const auto number = number_of(head, mark)) {
      worker.name += std::string{mark} + std::to_string(*number);
      worker.is_first = worker.is_first && *number == 0;
    }
  }
  if (worker.name.empty() && contains(head, "Worker")) {
    worker.name = "pid=" + std::to_string(number_of(head, "pid=").value_or(0));
    worker.is_first = false;
  }
  return worker;
}

// Makes the worker of the line the one that is kept, unless there is a better one already.
// `is_repeated` where it has printed the component before.
KeptWorker* kept_worker(const LogLine& line, LogState& state, Component component,
                        bool& is_repeated) {
  const KeptWorker worker = worker_of(line.text);
  const auto [place, is_new] = state.workers.try_emplace(component, worker);
  KeptWorker& kept = place->second;
  is_repeated = !is_new;
  if (kept.name == worker.name) {
    return &kept;
  }
  if (kept.is_first || !worker.is_first) {
    return nullptr;
  }
  std::vector<Reading>& readings = state.log.readings;
  readings.erase(std::remove_if(readings.begin(), readings.end(),
                                [&](const Reading& old) { return old.component == component; }),
                 readings.end());
  kept.name = worker.name;
  kept.is_first = true;
  is_repeated = false;
  return &kept;
}

// A server without room for its cache does not start. What else is below zero was measured as the
// difference of free memory, while memory was given back.
void tell_of_negative(const LogLine& line, LogState& state, Component component,
                      const PrintedSize& size) {
  const bool is_cache = component == Component::kv_cache;
  state.log.serving.needs_more_cache = state.log.serving.needs_more_cache || is_cache;
  state.log.warnings.push_back(
      {is_cache ? MessageId::warning_log_no_cache : MessageId::warning_log_freed,
       {{"line", std::uint64_t{line.number}}, {"size", size.bytes}}});
}

}  // namespace

bool claim(LogState& state, std::string_view engine) {
  if (state.log.engine.empty()) {
    state.log.engine = std::string{engine};
    // Something else that was called a version.
    state.log.build.clear();
    state.log.build_number.reset();
  }
  return state.log.engine == engine;
}

void take_size(const LogLine& line, LogState& state, Component component, const PrintedSize& size,
               Repeated repeated) {
  bool is_repeated = false;
  const KeptWorker* const kept = kept_worker(line, state, component, is_repeated);
  if (kept != nullptr && (!is_repeated || repeated == Repeated::another)) {
    state.add(
        {std::string{served_device}, component, size.bytes, size.resolution, line.number, false});
  }
}

bool take_figure(const LogLine& line, LogState& state, Component component,
                 std::string_view printed, Repeated repeated) {
  printed = trimmed(printed);
  const bool is_negative = printed.starts_with('-');
  printed.remove_prefix(is_negative ? 1 : 0);
  const std::optional<PrintedSize> size = leading_size(printed);
  if (!size) {
    return false;
  }
  if (!is_negative || size->bytes.count() == 0) {
    take_size(line, state, component, *size, repeated);
    return true;
  }
  bool is_repeated = false;
  KeptWorker* const kept = kept_worker(line, state, component, is_repeated);
  if (kept != nullptr && !kept->has_warned) {
    kept->has_warned = true;
    tell_of_negative(line, state, component, *size);
  }
  return true;
}

std::optional<PrintedSize> kept_of(const LogLine& line, const LogState& state,
                                   Component component) {
  const auto kept = state.workers.find(component);
  const auto reading = std::find_if(state.log.readings.begin(), state.log.readings.end(),
                                    [&](const Reading& old) { return old.component == component; });
  const bool is_of_worker =
      kept != state.workers.end() && kept->second.name == worker_of(line.text).name;
  return is_of_worker && reading != state.log.readings.end()
             ? std::optional{PrintedSize{reading->bytes, reading->resolution}}
             : std::nullopt;
}

std::optional<std::uint64_t> leading_tokens(std::string_view text) {
  std::uint64_t tokens = 0;
  std::size_t i = 0;
  for (; i < text.size() && tokens <= most_tokens; ++i) {
    const bool is_comma = text[i] == ',' && i > 0 && i + 1 < text.size() && is_digit(text[i + 1]);
    if (!is_comma && !is_digit(text[i])) {
      break;
    }
    tokens = is_comma ? tokens : tokens * 10 + static_cast<std::uint64_t>(text[i] - '0');
  }
  return tokens > 0 && tokens <= most_tokens ? std::optional{tokens} : std::nullopt;
}

void note_gpu_memory(std::string_view printed, LogState& state) {
  if (const std::optional<PrintedSize> size = leading_size(printed)) {
    state.add_gpu(served_device, {}, size->bytes);
  }
}

}  // namespace vramcalc::read
