#include "advise/in_use_notes.h"

#include <string>

#include <vramcalc/core/quantity.h>
#include <vramcalc/memory/device.h>

namespace vramcalc::advise {
namespace {

// An idle card holds some megabytes of its own: less than half a percent is no program.
constexpr std::uint64_t least_worth_a_word = 200;

bool is_worth_a_word(Bytes in_use, const hardware::Gpu& gpu) {
  return in_use > share_of(hardware::visible_memory(gpu).bytes, least_worth_a_word);
}

}  // namespace

std::vector<Text> in_use_notes(const hardware::Rig& rig) {
  const bool is_alone = hardware::card_count(rig) == 1;
  std::vector<Text> notes;
  std::uint32_t index = 0;
  for (const hardware::RigCards& kind : rig.kinds) {
    for (std::uint64_t card = 0; card < kind.count; ++card, ++index) {
      const Bytes in_use = hardware::in_use(kind, card).value_or(Bytes{});
      if (is_worth_a_word(in_use, kind.gpu)) {
        const std::string name{kind.gpu.name};
        notes.push_back({MessageId::note_local_in_use,
                         {{"name", is_alone ? name : memory::name_of({index}) + ", " + name},
                          {"size", size_text(in_use, ByteUnit::gib)}}});
      }
    }
  }
  return notes;
}

}  // namespace vramcalc::advise
