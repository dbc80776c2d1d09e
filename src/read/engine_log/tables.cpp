// Tables of sums: llama.cpp's memory breakdown, and what Ollama prints of a load.
#include <algorithm>
#include <array>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

using memory::Component;

// The number behind `sign`, in MiB, of which llama.cpp prints whole ones and cuts the rest.
std::optional<PrintedSize> next_figure(std::string_view& text, std::string_view sign) {
  const std::optional<std::string_view> rest = behind(text, sign);
  const std::optional<PrintedDecimal> value = rest ? leading_decimal(*rest) : std::nullopt;
  const std::optional<std::uint64_t> bytes =
      value ? multiplied(*value, mebibyte.count()) : std::nullopt;
  if (!bytes) {
    return std::nullopt;
  }
  text = value->rest;
  return PrintedSize{Bytes{*bytes}, Bytes{mebibyte.count() / 2}};
}

void add_sums(std::string_view device, std::string_view text, const LogLine& line,
              LogState& state) {
  const std::optional<PrintedSize> weights = next_figure(text, "=");
  const std::optional<PrintedSize> context = next_figure(text, "+");
  const std::optional<PrintedSize> compute = next_figure(text, "+");
  if (!weights || !context || !compute || !is_device_name(device)) {
    return;
  }
  const std::string name = kept_text(device);
  const auto add = [&](Component component, const PrintedSize& size, bool with_state) {
    if (size.bytes > Bytes{}) {
      state.add_to_table({name, component, size.bytes, size.resolution, line.number, with_state});
    }
  };
  add(Component::weights, *weights, false);
  add(Component::kv_cache, *context, true);
  add(Component::compute, *compute, false);
}

}  // namespace

// common_memory_breakdown_print (common/fit.cpp; earlier src/llama-context.cpp), the last table:
// | memory breakdown [MiB] | total    free     self   model   context   compute    unaccounted |
// |   - CUDA0 (RTX 3090)   | 24117 = 23773 + (20903 = 12096 +    7504 +    1302) +         325 |
// |   - Host               |                  72498 = 72257 +       0 +     240                |
bool read_breakdown(const LogLine& line, LogState& state) {
  const std::optional<std::string_view> table = behind(line.text, "memory_breakdown_print:");
  if (!table) {
    return false;
  }
  if (contains(*table, "memory breakdown [MiB]")) {
    state.begin_table();
    return true;
  }
  const std::optional<std::string_view> row = behind(*table, "- ");
  if (!row) {
    return true;
  }
  const std::string_view head = until(*row, "|");
  const std::string_view device = first_word(head);
  std::string_view figures = behind(*row, "|").value_or(std::string_view{});
  if (const auto name = in_parentheses(head.substr(std::min(head.find('('), head.size())))) {
    std::string_view total = figures;
    const std::optional<PrintedDecimal> mebibytes = leading_decimal(total);
    const auto memory = mebibytes ? multiplied(*mebibytes, mebibyte.count()) : std::nullopt;
    state.add_gpu(device, *name, memory ? std::optional{Bytes{*memory}} : std::nullopt);
    figures = behind(figures, "(").value_or(std::string_view{});
  }
  add_sums(device, figures, line, state);
  return true;
}

// https://github.com/ollama/ollama ml/device.go, DeviceMemory.Log: one line a device and kind, then
// the total. A load may be tried several times; the last table is the one that ran.
bool read_ollama(const LogLine& line, LogState& state) {
  struct Row {
    std::string_view message;
    Component component;
  };
  constexpr std::array rows{Row{"model weights", Component::weights},
                            Row{"kv cache", Component::kv_cache},
                            Row{"compute graph", Component::compute}};
  const std::optional<std::string_view> message = attribute(line.text, "msg");
  if (!message) {
    return false;
  }
  if (*message == "loading model") {
    state.begin_table();
    return true;
  }
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.message == *message; });
  const std::optional<std::string_view> device = attribute(line.text, "device");
  const std::optional<std::string_view> printed = attribute(line.text, "size");
  const std::optional<PrintedSize> size = printed ? leading_size(*printed) : std::nullopt;
  if (row == rows.end() || !device || !is_device_name(*device) || !size) {
    return *message == "total memory";
  }
  // Ollama's own engine keeps states of recurrent layers in the same place.
  state.add_to_table({kept_text(*device), row->component, size->bytes, size->resolution,
                      line.number, row->component == Component::kv_cache});
  return true;
}

}  // namespace vramcalc::read
