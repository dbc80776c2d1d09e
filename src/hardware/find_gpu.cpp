#include <vramcalc/hardware/find_gpu.h>

#include <algorithm>
#include <cctype>

#include <vramcalc/core/error.h>
#include <vramcalc/core/quantity.h>
#include <vramcalc/core/spelling.h>

#include "hardware/gpu_names.h"

namespace vramcalc::hardware {
namespace {

constexpr std::uint64_t most_cards_named = 1024;

// Whether folded_name(name) is `folded`, told without making it: a whole catalogue is gone through
// for every name.
bool folds_to(std::string_view name, std::string_view folded) {
  constexpr std::string_view left_out = " -_:";
  std::size_t matched = 0;
  for (const char c : name) {
    const bool counts = left_out.find(c) == std::string_view::npos;
    if (counts && (matched == folded.size() || std::tolower(static_cast<unsigned char>(c)) !=
                                                   static_cast<unsigned char>(folded[matched++]))) {
      return false;
    }
  }
  return matched == folded.size();
}

const Gpu* first_with(std::span<const Gpu> catalogue, auto matches) {
  const auto found = std::find_if(catalogue.begin(), catalogue.end(), matches);
  return found == catalogue.end() ? nullptr : &*found;
}

Error unknown_gpu(std::string_view name, std::span<const Gpu> catalogue) {
  std::vector<std::string_view> ids;
  for (const Gpu& gpu : catalogue) {
    ids.push_back(gpu.id);
  }
  std::vector<std::string> near = closest_names(name, ids);
  if (near.empty() && looks_like_number(name)) {
    near = closest_names("rtx-" + std::string{name}, ids);
  }
  return Error(ErrorKind::not_found, {MessageId::error_unknown_gpu, {{"name", printable(name)}}},
               near.empty()
                   ? Text{MessageId::hint_list_gpus, {}}
                   : Text{MessageId::hint_did_you_mean_gpu, {{"names", quoted_list(near)}}});
}

// A name and the digits that count it.
struct Counted {
  std::string_view name;
  std::string_view digits;
};

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t count_of(std::string_view digits, std::string_view spec) {
  std::uint64_t count = 0;
  for (const char c : digits) {
    count = std::min(count * 10 + static_cast<std::uint64_t>(c - '0'), most_cards_named + 1);
  }
  if (count == 0 || count > most_cards_named) {
    throw Error(ErrorKind::usage,
                {MessageId::error_card_count,
                 {{"spec", printable(spec)}, {"count", printable(digits, 24)}}},
                Text{MessageId::hint_card_count, {}});
  }
  return count;
}

// "2xrtx-4090".
std::optional<Counted> count_before(std::string_view spec) {
  const std::size_t times = spec.find_first_of("xX");
  if (times == std::string_view::npos || !all_digits(spec.substr(0, times)) ||
      times + 1 == spec.size()) {
    return std::nullopt;
  }
  return Counted{spec.substr(times + 1), spec.substr(0, times)};
}

// "rtx-4090x2".
std::optional<Counted> count_behind(std::string_view spec) {
  const std::size_t times = spec.find_last_of("xX");
  if (times == std::string_view::npos || times == 0 || !all_digits(spec.substr(times + 1))) {
    return std::nullopt;
  }
  return Counted{spec.substr(0, times), spec.substr(times + 1)};
}

std::optional<FoundGpu> look_up_name(std::string_view name, std::span<const Gpu> catalogue) {
  const std::string folded = folded_name(name);
  if (const Gpu* gpu =
          first_with(catalogue, [&](const Gpu& g) { return folds_to(g.id, folded); })) {
    return FoundGpu{*gpu, std::nullopt};
  }
  const std::string key = search_key(name);
  const auto same = [&](std::string_view candidate) { return search_key(candidate) == key; };
  if (const Gpu* gpu = first_with(catalogue, [&](const Gpu& g) { return any_name(g, same); })) {
    return FoundGpu{*gpu, std::nullopt};
  }
  const Gpu* meant = first_with(catalogue, [&](const Gpu& g) { return any_shared_name(g, same); });
  if (meant == nullptr) {
    return std::nullopt;
  }
  return FoundGpu{*meant,
                  Assumption{"gpu",
                             std::string{meant->id},
                             {MessageId::why_shared_gpu_name, {{"name", printable(name)}}}}};
}

// A name and the memory that stands behind it.
struct Sized {
  std::string_view name;
  double memory_gb = 0;
};

// "M4 Max 64GB", "m4-max-64gb".
std::optional<Sized> size_behind(std::string_view text) {
  constexpr std::size_t most_digits = 4;
  if (text.size() < 2 || folded_name(text.substr(text.size() - 2)) != "gb") {
    return std::nullopt;
  }
  text.remove_suffix(2);
  text = text.substr(0, text.find_last_not_of(' ') + 1);
  const std::size_t start = text.find_last_not_of("0123456789") + 1;
  const std::string_view digits = text.substr(start);
  const std::string_view name = text.substr(0, text.substr(0, start).find_last_not_of(" -_:") + 1);
  if (name.empty() || digits.empty() || digits.size() > most_digits) {
    return std::nullopt;
  }
  return Sized{name, static_cast<double>(std::stoul(std::string{digits}))};
}

bool is_sold_with(const Gpu& gpu, double memory_gb) {
  const std::span<const double> sizes = gpu.memory_options_gb;
  return gpu.unified_memory && (gpu.memory_gb == memory_gb ||
                                std::find(sizes.begin(), sizes.end(), memory_gb) != sizes.end());
}

// "Apple M4 Max (40-core)" and "Apple M4 Max (32-core)" are the same chip in two versions.
std::string_view chip_of(const Gpu& gpu) {
  return gpu.name.substr(0, gpu.name.find(" ("));
}

Error not_sold_with(std::string_view name, const Gpu& gpu) {
  std::vector<std::string> sizes;
  for (const double size : gpu.memory_options_gb) {
    sizes.push_back(std::to_string(static_cast<std::uint64_t>(size)) + "GB");
  }
  return Error(ErrorKind::not_found, {MessageId::error_unknown_gpu, {{"name", printable(name)}}},
               Text{MessageId::hint_memory_sizes,
                    {{"name", std::string{gpu.name}}, {"sizes", quoted_list(sizes)}}});
}

// A computer with unified memory, in one of the sizes that it is sold with.
std::optional<FoundGpu> look_up_size(std::string_view text, std::span<const Gpu> catalogue) {
  const std::optional<Sized> sized = size_behind(text);
  std::optional<FoundGpu> found = sized ? look_up_name(sized->name, catalogue) : std::nullopt;
  if (!found || !found->gpu.unified_memory || found->gpu.memory_options_gb.empty()) {
    return std::nullopt;
  }
  if (!is_sold_with(found->gpu, sized->memory_gb)) {
    // A name shared by the versions of a chip means the one that has this size.
    const Gpu* version = first_with(catalogue, [&](const Gpu& gpu) {
      return chip_of(gpu) == chip_of(found->gpu) && is_sold_with(gpu, sized->memory_gb);
    });
    if (version == nullptr || !found->assumption) {
      throw not_sold_with(text, found->gpu);
    }
    found = FoundGpu{*version, std::nullopt};
  }
  found->gpu = with_memory(found->gpu, sized->memory_gb);
  return found;
}

std::optional<FoundGpu> look_up(std::string_view name, std::span<const Gpu> catalogue) {
  std::optional<FoundGpu> found = look_up_name(name, catalogue);
  return found ? found : look_up_size(name, catalogue);
}

}  // namespace

FoundGpu find_gpu(std::string_view name, std::span<const Gpu> catalogue) {
  if (std::optional<FoundGpu> found = look_up(name, catalogue)) {
    return *found;
  }
  throw unknown_gpu(name, catalogue);
}

FoundCards find_cards(std::string_view spec, std::span<const Gpu> catalogue) {
  // Whatever is a card's name is taken whole: the x of "rtx4090" is no multiplication sign, and
  // "4090x2" counts two cards, not 4090.
  if (std::optional<FoundGpu> found = look_up(spec, catalogue)) {
    return {*found, 1};
  }
  std::optional<FoundCards> cards;
  for (const std::optional<Counted>& counted : {count_behind(spec), count_before(spec)}) {
    if (counted && !cards) {
      if (std::optional<FoundGpu> found = look_up(counted->name, catalogue)) {
        cards = {*found, count_of(counted->digits, spec)};
      }
    }
  }
  if (!cards) {
    throw unknown_gpu(spec, catalogue);
  }
  if (cards->count > 1 && !can_be_combined(cards->found.gpu)) {
    throw Error(ErrorKind::usage,
                {MessageId::error_cannot_combine, {{"name", std::string{cards->found.gpu.name}}}},
                Text{MessageId::hint_cannot_combine, {}});
  }
  return *cards;
}

Gpu gpu_of_memory(std::string_view name, Bytes memory) {
  Gpu gpu;
  gpu.id = name;
  gpu.name = name;
  gpu.memory_gb = static_cast<double>(memory.count()) / static_cast<double>(gibibyte.count());
  gpu.visible_bytes = memory;
  return gpu;
}

RigCards cards_of_memory(std::string_view spec) {
  std::optional<Counted> counted = count_behind(spec);
  if (!counted && looks_like_number(count_before(spec).value_or(Counted{}).name)) {
    counted = count_before(spec);
  }
  const std::string_view name = counted ? counted->name : spec;
  return {gpu_of_memory(name, parse_size(name)), counted ? count_of(counted->digits, spec) : 1};
}

std::vector<Gpu> filter_gpus(std::string_view text, std::span<const Gpu> catalogue) {
  const std::string wanted = folded_name(text);
  const auto contains = [&](std::string_view candidate) {
    return folded_name(candidate).find(wanted) != std::string::npos;
  };
  std::vector<Gpu> found;
  std::copy_if(catalogue.begin(), catalogue.end(), std::back_inserter(found), [&](const Gpu& gpu) {
    return any_name(gpu, contains) || contains(gpu.architecture) || contains(id_of(gpu.vendor));
  });
  return found;
}

}  // namespace vramcalc::hardware
