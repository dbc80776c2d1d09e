#include <array>
#include <vramcalc/advise/use.h>

namespace vramcalc::advise {
namespace {

using hardware::Segment;

constexpr std::array<std::string_view, 2> small{"int8", "int4"};
constexpr std::array<std::string_view, 3> any{"fp16", "int8", "int4"};
constexpr std::array<std::string_view, 1> full{"fp16"};

// Headroom is what the rule of thumb's own reserve does not cover: long contexts for one reader,
// the caches of many for a server, gradients of adapters for training.
constexpr std::array<Use, 5> all_uses{{
    {"personal", MessageId::use_personal, small, 1, 1, Segment::consumer, 0.20},
    {"advanced", MessageId::use_advanced, any, 1, 1, Segment::consumer, 0.30},
    {"studio", MessageId::use_studio, small, 1, 4, Segment::consumer, 0.10},
    {"serving", MessageId::use_serving, any, 4, 8, Segment::datacenter, 0.30},
    {"training", MessageId::use_training, full, 8, 16, Segment::datacenter, 0.20},
}};

}  // namespace

std::span<const Use> uses() {
  return all_uses;
}

}  // namespace vramcalc::advise
