// `nvidia-smi --help-query-gpu`: memory.used is what active contexts have allocated; what driver
// and firmware reserve stands beside it as memory.reserved.
#include "read/local/nvidia_smi.h"

#include <algorithm>

#include <vramcalc/core/spelling.h>

#include "read/local/limits.h"
#include "read/local/run_program.h"
#include "read/local/words.h"

namespace vramcalc::read::local {
namespace {

const std::string source = "nvidia-smi";

// Where WSL puts what belongs to the driver
// (https://docs.nvidia.com/cuda/wsl-user-guide/index.html).
constexpr std::string_view wsl_folder = "usr/lib/wsl/lib";

// "[N/A]" and "[Not Supported]" are no figures either.
std::optional<Bytes> mebibytes(std::string_view text) {
  const std::optional<std::uint64_t> value = whole_number(text);
  const std::uint64_t most = most_memory.count() / mebibyte.count();
  return value && *value <= most ? std::optional{mebibyte * *value} : std::nullopt;
}

std::string_view cut_last(std::string_view& line) {
  const std::size_t comma = line.rfind(',');
  if (comma == std::string_view::npos) {
    return {};
  }
  const std::string_view field = trimmed(line.substr(comma + 1));
  line = line.substr(0, comma);
  return field;
}

// From behind: a name may hold a comma, the other fields do not.
std::optional<LocalCard> card_of(std::string_view line) {
  LocalCard card;
  card.vendor = hardware::Vendor::nvidia;
  card.uuid = printable(cut_last(line), longest_name);
  const std::string_view used = cut_last(line);
  const std::string_view total = cut_last(line);
  const std::size_t comma = line.find(',');
  if (used.empty() || total.empty() || comma == std::string_view::npos) {
    return std::nullopt;
  }
  card.name = printable(trimmed(line.substr(comma + 1)), longest_name);
  card.memory = mebibytes(total);
  if (card.memory == Bytes{}) {
    card.memory.reset();
  }
  card.in_use = std::min(mebibytes(used).value_or(Bytes{}), card.memory.value_or(Bytes{}));
  return card.name.empty() ? std::nullopt : std::optional{std::move(card)};
}

// In words that need no language.
std::string why_not(const Printed& printed, const LocalSources& sources) {
  if (!printed.is_whole) {
    return "> " + std::to_string(sources.patience.count()) + " ms";
  }
  const std::string_view text = printed.text;
  const std::string_view line = trimmed(text.substr(0, text.find('\n')));
  return line.empty() ? "exit " + std::to_string(printed.status) : printable(line);
}

}  // namespace

FoundCards parse_nvidia_smi(std::string_view text) {
  FoundCards found;
  found.is_there = true;
  while (!text.empty() && found.cards.size() < most_cards) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      continue;
    }
    if (std::optional<LocalCard> card = card_of(line)) {
      found.cards.push_back(*std::move(card));
    } else if (found.failures.empty()) {
      found.failures.push_back(failure(source, printable(line)));
    }
  }
  return found;
}

FoundCards nvidia_smi_cards(const LocalSources& sources) {
  std::string folders = sources.path;
  if (!sources.root.empty()) {
    folders += (folders.empty() ? "" : ":") + sources.root + "/" + std::string{wsl_folder};
  }
  const std::optional<std::string> program = find_program("nvidia-smi", folders);
  if (!program) {
    return {};
  }
  const std::optional<Printed> printed = run_program(
      *program,
      {"--query-gpu=index,name,memory.total,memory.used,uuid", "--format=csv,noheader,nounits"},
      sources.patience, largest_system_file);
  FoundCards found;
  if (printed && printed->is_whole && printed->status == 0) {
    return parse_nvidia_smi(printed->text);
  }
  found.is_there = true;
  found.failures.push_back(failure(source, printed ? why_not(*printed, sources) : *program));
  return found;
}

}  // namespace vramcalc::read::local
