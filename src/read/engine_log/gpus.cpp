// Lines that name the cards.
#include <string>

#include "read/engine_log/state.h"

namespace vramcalc::read {
namespace {

std::optional<Bytes> size_of(std::optional<std::string_view> text) {
  const std::optional<PrintedSize> size = text ? leading_size(*text) : std::nullopt;
  return size ? std::optional{size->bytes} : std::nullopt;
}

// "using device CUDA0 (NVIDIA GeForce RTX 3090) (0000:03:00.0) - 23306 MiB free"
bool read_chosen_device(std::string_view line, LogState& state) {
  const std::optional<std::string_view> rest = behind(line, "using device ");
  if (!rest || !contains(*rest, " MiB free")) {
    return false;
  }
  const std::string_view device = first_word(*rest);
  const std::string_view name =
      in_parentheses(rest->substr(device.size())).value_or(std::string_view{});
  const std::string_view head = until(*rest, " MiB free");
  const std::optional<std::uint64_t> free = leading_whole(last_word(head));
  const auto bytes = free ? multiplied({*free, 0, {}}, mebibyte.count()) : std::nullopt;
  state.add_gpu(device, name, bytes ? std::optional{Bytes{*bytes}} : std::nullopt);
  return true;
}

// ggml-cuda: "  Device 0: NVIDIA GeForce RTX 3090, compute capability 8.6, VMM: yes", and on ROCm
// "Device 0: AMD Radeon RX 7900 XTX, gfx1100 (0x1100), VMM: no".
bool read_found_device(std::string_view line, LogState& state) {
  const std::optional<std::string_view> rest = behind(line, "Device ");
  const std::optional<PrintedDecimal> number = rest ? leading_decimal(*rest) : std::nullopt;
  if (!number || number->decimals > 0 || !number->rest.starts_with(": ") ||
      !contains(line, ", VMM")) {
    return false;
  }
  state.add_gpu(state.gpu_library + std::to_string(number->digits),
                until(number->rest.substr(2), ", "), size_of(behind(line, "VRAM: ")));
  return true;
}

// "ggml_vulkan: 0 = NVIDIA GeForce RTX 4090 (NVIDIA) | uma: 0 | fp16: 1 ..."
bool read_vulkan_device(std::string_view line, LogState& state) {
  const std::optional<std::string_view> rest = behind(line, "ggml_vulkan: ");
  const std::optional<PrintedDecimal> number = rest ? leading_decimal(*rest) : std::nullopt;
  if (!number || number->decimals > 0 || !number->rest.starts_with(" = ")) {
    return false;
  }
  const std::string_view text = trimmed(until(number->rest.substr(3), " | "));
  const std::size_t driver = text.rfind(" (");  // behind the name
  state.add_gpu("Vulkan" + std::to_string(number->digits), text.substr(0, driver), std::nullopt);
  return true;
}

// "ggml_metal_device_init: GPU name:   Apple M4", since 2026 "GPU name:   MTL0 (Apple M4)", and
// "recommendedMaxWorkingSetSize  = 22906.50 MB", which is decimal.
bool read_metal_device(std::string_view line, LogState& state) {
  if (!contains(line, "ggml_metal")) {
    return false;
  }
  if (const auto rest = behind(line, "GPU name:")) {
    const std::string_view text = trimmed(*rest);
    const std::size_t open = text.find('(');
    const auto inside =
        open == std::string_view::npos ? std::nullopt : in_parentheses(text.substr(open));
    state.add_gpu("MTL0", inside.value_or(text), std::nullopt);
  } else if (const auto size = behind(line, "recommendedMaxWorkingSetSize")) {
    const std::optional<PrintedDecimal> value =
        leading_decimal(behind(*size, "=").value_or(std::string_view{}));
    const auto bytes = value ? multiplied(*value, 1'000'000) : std::nullopt;
    state.add_gpu("MTL0", {}, bytes ? std::optional{Bytes{*bytes}} : std::nullopt);
  }
  return true;
}

// Ollama: msg="inference compute" id=0 library=CUDA compute=12.0 name=CUDA0
//   description="NVIDIA GeForce RTX 5070 Ti" total="15.9 GiB" available="14.7 GiB"
bool read_ollama_device(std::string_view line, LogState& state) {
  if (attribute(line, "msg") != "inference compute") {
    return false;
  }
  const std::string_view library = attribute(line, "library").value_or(std::string_view{});
  const std::string_view name = attribute(line, "name").value_or(std::string_view{});
  const auto description = attribute(line, "description");
  if (!library.empty() && library != "cpu") {
    // Before 2025-09 the name was the card's own.
    const std::string device =
        description ? std::string{name} : "CUDA" + std::to_string(state.log.gpus.size());
    state.add_gpu(device, description.value_or(name), size_of(attribute(line, "available")));
  }
  return true;
}

}  // namespace

bool read_gpu_line(const LogLine& line, LogState& state) {
  if (contains(line.text, "ROCm devices")) {
    state.gpu_library = "ROCm";
    return true;
  }
  return read_chosen_device(line.text, state) || read_found_device(line.text, state) ||
         read_vulkan_device(line.text, state) || read_metal_device(line.text, state) ||
         read_ollama_device(line.text, state);
}

}  // namespace vramcalc::read
