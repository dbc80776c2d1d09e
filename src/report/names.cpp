#include "report/names.h"

#include <array>

#include <vramcalc/core/quantity.h>

namespace vramcalc::report {

using advise::Title;
using advise::Verdict;

// Every switch names every value, so that a new one cannot be forgotten; what follows the switch is
// never reached.

std::string_view id_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fits:
      return "fits";
    case Verdict::tight:
      return "tight";
    case Verdict::no:
      break;
  }
  return "no";
}

std::string_view id_of(Title title) {
  switch (title) {
    case Title::balanced:
      return "balanced";
    case Title::fewest_cards:
      return "fewest_cards";
    case Title::cheapest:
      return "cheapest";
    case Title::best_value:
      return "best_value";
    case Title::fastest:
      return "fastest";
    case Title::least_power:
      return "least_power";
    case Title::most_headroom:
      break;
  }
  return "most_headroom";
}

std::string_view id_of(hardware::MemoryBasis basis) {
  switch (basis) {
    case hardware::MemoryBasis::driver:
      return "driver";
    case hardware::MemoryBasis::share:
      return "share";
    case hardware::MemoryBasis::by_class:
      break;
  }
  return "class";
}

std::string_view id_of(model::ModelSource source) {
  switch (source) {
    case model::ModelSource::size:
      return "size";
    case model::ModelSource::catalogue:
      return "catalog";
    case model::ModelSource::gguf:
      return "gguf";
    case model::ModelSource::safetensors:
      return "safetensors";
    case model::ModelSource::config:
      break;
  }
  return "config";
}

std::string_view id_of(model::PrecisionFamily family) {
  switch (family) {
    case model::PrecisionFamily::plain:
      return "plain";
    case model::PrecisionFamily::quantised:
      return "quantized";
    case model::PrecisionFamily::gguf:
      return "gguf";
    case model::PrecisionFamily::exllama:
      break;
  }
  return "exllama";
}

MessageId label_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fits:
      return MessageId::label_fits;
    case Verdict::tight:
      return MessageId::label_tight;
    case Verdict::no:
      break;
  }
  return MessageId::label_no;
}

MessageId label_of(Title title) {
  switch (title) {
    case Title::balanced:
      return MessageId::label_balanced;
    case Title::fewest_cards:
      return MessageId::label_fewest_cards;
    case Title::cheapest:
      return MessageId::label_cheapest;
    case Title::best_value:
      return MessageId::label_best_value;
    case Title::fastest:
      return MessageId::label_fastest;
    case Title::least_power:
      return MessageId::label_least_power;
    case Title::most_headroom:
      break;
  }
  return MessageId::label_most_headroom;
}

std::string rig_name(const hardware::Rig& rig) {
  std::string text;
  for (const hardware::RigCards& kind : rig.kinds) {
    text += text.empty() ? "" : " + ";
    text += cards_name(kind.gpu, kind.count);
  }
  return text;
}

std::string tokens_text(std::uint64_t tokens) {
  constexpr std::uint64_t thousand = std::uint64_t{1} << 10;
  constexpr std::uint64_t million = std::uint64_t{1} << 20;
  if (tokens >= million && tokens % million == 0) {
    return std::to_string(tokens / million) + " M";
  }
  return tokens >= thousand && tokens % thousand == 0 ? std::to_string(tokens / thousand) + " K"
                                                      : std::to_string(tokens);
}

std::string tokens_up_to(std::uint64_t tokens) {
  constexpr std::uint64_t thousand = std::uint64_t{1} << 10;
  constexpr std::uint64_t long_context = 16 * thousand;
  return tokens_text(tokens < long_context ? tokens : tokens - tokens % thousand);
}

std::string format_name(const model::WeightFormat& format) {
  if (format.recipe) {
    if (const auto* gguf = std::get_if<model::GgufRecipe>(&*format.recipe)) {
      return gguf->file_type;
    }
  }
  std::string name = format.precision.id;
  if (format.precision.family == model::PrecisionFamily::gguf) {
    for (char& c : name) {
      c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    }
  }
  return name;
}

std::string plain_number(double value) {
  const auto whole = static_cast<std::uint64_t>(value);
  return static_cast<double>(whole) == value ? std::to_string(whole) : decimal_text(value, 1);
}

std::string card_name(const hardware::Gpu& gpu) {
  constexpr std::array<std::string_view, 4> maker_words{"GeForce ", "NVIDIA ", "Radeon ", "AMD "};
  std::string_view name = gpu.name;
  for (const std::string_view word : maker_words) {
    if (name.starts_with(word)) {
      name.remove_prefix(word.size());
    }
  }
  constexpr std::string_view generation = " Generation";
  if (name.ends_with(generation)) {
    name.remove_suffix(generation.size());
  }
  // A card that is known by its memory alone, and names that already say it.
  const std::string memory = plain_number(gpu.memory_gb) + " GB";
  if (gpu.visible_bytes || name.find(" GB") != std::string_view::npos) {
    return std::string{name};
  }
  return std::string{name} + " " + memory;
}

std::string cards_name(const hardware::Gpu& gpu, std::uint64_t count) {
  return std::to_string(count) + " × " + card_name(gpu);
}

std::string percent_text(double fraction) {
  return decimal_text(fraction * 100, 0) + " %";
}

std::string column_size(Bytes size, ByteUnit unit, int decimals) {
  return fmt::format("{} {}", number_text(size, unit, decimals), unit_name(unit));
}

}  // namespace vramcalc::report
