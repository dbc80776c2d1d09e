#include <vramcalc/advise/load_request.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include <vramcalc/advise/demand.h>

namespace vramcalc::advise {
namespace {

using memory::Component;
using memory::Interval;

// A freshly started Windows 11 holds 400-600 MB of a card that drives displays
// (https://techtactician.com/hidden-vram-hogs-freeing-up-your-gpu-memory); usual_reserve() is their
// upper end.
constexpr Bytes display_low{400'000'000};
constexpr Bytes display_expected{500'000'000};

bool is_weights(Component component) {
  switch (component) {
    case Component::weights:
    case Component::mtp_weights:
    case Component::vision_weights:
    case Component::adapter_weights:
      return true;
    default:
      return false;
  }
}

// Of one device, either weights or all else.
Interval held_on(const memory::Estimate& estimate, memory::Device device, bool weights) {
  Interval sum;
  for (const memory::LineItem& item : estimate.items) {
    if (item.device == device && is_weights(item.component) == weights) {
      sum = sum + Interval{item.low, item.expected, item.high};
    }
  }
  return sum;
}

// Engines of a pool and those that reserve their buffers allocate ahead: what they hold stands.
struct Swing {
  Bytes operator()(const memory::Generic&) const { return usual_swing; }
  Bytes operator()(const memory::Transformers&) const { return usual_swing; }
  template <typename Other>
  Bytes operator()(const Other&) const {
    return {};
  }
};

// A link is as fast as the slower of its ends.
hardware::PcieLink between(const hardware::PcieLink& slot, const hardware::PcieLink& card) {
  return {std::min(slot.generation, card.generation), std::min(slot.lanes, card.lanes)};
}

class Builder {
 public:
  Builder(const memory::Estimate& estimate, const memory::Engine& engine, const hardware::Rig& rig,
          const LoadSettings& settings)
      : estimate_(&estimate), engine_(&engine), rig_(&rig), settings_(&settings) {}

  [[nodiscard]] LoadRequest build() {
    request_.file = estimate_->weights;
    request_.held_weights = held_on(*estimate_, memory::host_device, true);
    request_.held = held_on(*estimate_, memory::host_device, false);
    add_gpus();
    choose_loader();
    choose_disk();
    assume("ram-before", "4-5 GB", {MessageId::why_system_ram, {}});
    return std::move(request_);
  }

 private:
  void assume(std::string option, std::string value, Text why) {
    request_.assumptions.push_back({std::move(option), std::move(value), std::move(why)});
  }

  void choose_loader() {
    request_.loader = settings_->loader.value_or(usual_loader(*engine_));
    if (!settings_->loader) {
      assume("loader", std::string{id_of(request_.loader)},
             {MessageId::why_loader_of_engine, {{"engine", std::string{memory::id_of(*engine_)}}}});
    }
    request_.shard = settings_->shard.value_or(hardware::usual_shard);
    request_.workers = settings_->workers;
    if (request_.loader == Loader::sharded && !settings_->shard) {
      assume("shard", size_text(request_.shard, ByteUnit::gib), {MessageId::why_shard, {}});
    }
  }

  void choose_disk() {
    request_.disk_per_second = settings_->disk_per_second.value_or(usual_disk_rate);
    if (!settings_->disk_per_second) {
      assume("disk-speed", rate_text(request_.disk_per_second), {MessageId::why_disk_speed, {}});
    }
  }

  void add_gpus() {
    const RigLoad load = load_on(*estimate_, *rig_);
    const Bytes all = hardware::visible_memory(*rig_);
    request_.ram = settings_->ram;
    std::uint32_t index = 0;
    bool has_display = false;
    for (const hardware::RigCards& kind : rig_->kinds) {
      const hardware::Gpu& card = kind.gpu;
      GpuLoad gpu;
      gpu.swing = std::visit(Swing{}, *engine_);
      gpu.visible = hardware::visible_memory(card).bytes;
      gpu.works_on_map = card.vendor == hardware::Vendor::apple;
      set_link(gpu, card);
      if (card.unified_memory && !request_.ram) {
        request_.ram = hardware::marketed_memory(card);
      }
      for (std::uint64_t i = 0; i < kind.count; ++i, ++index) {
        const std::optional<Bytes> in_use = hardware::in_use(kind, i);
        gpu.before = in_use ? memory::certain(*in_use) : usual_vram_before(card);
        has_display = has_display || (!in_use && gpu.before.expected > Bytes{});
        gpu.weights = estimate_->is_placed ? held_on(*estimate_, {index}, true).expected
                                           : share_of(estimate_->weights, gpu.visible, all);
        gpu.allocated = load.cards[index].holds + load.cards[index].driver;
        request_.gpus.push_back(gpu);
      }
    }
    if (has_display) {
      assume("vram-before", "0.5 GB", {MessageId::why_vram_before, {}});
    }
  }

  void set_link(GpuLoad& gpu, const hardware::Gpu& card) {
    if (card.unified_memory) {
      gpu.link.reset();
      return;
    }
    gpu.card_link = hardware::pcie_link(card);
    const hardware::PcieLink own = gpu.card_link.value_or(hardware::PcieLink{});
    if (settings_->slot) {
      gpu.link = gpu.card_link ? between(*settings_->slot, own) : *settings_->slot;
      return;
    }
    gpu.link = own;
    assume("pcie", hardware::pcie_text(own),
           {gpu.card_link ? MessageId::why_pcie_of_card : MessageId::why_pcie_unknown,
            {{"card", std::string{card.name}}, {"speed", rate_text(hardware::nominal_rate(own))}}});
  }

  const memory::Estimate* estimate_;
  const memory::Engine* engine_;
  const hardware::Rig* rig_;
  const LoadSettings* settings_;
  LoadRequest request_;
};

}  // namespace

LoadRequest load_request(const memory::Estimate& estimate, const memory::Engine& engine,
                         const hardware::Rig& rig, const LoadSettings& settings) {
  return Builder{estimate, engine, rig, settings}.build();
}

memory::Interval usual_vram_before(const hardware::Gpu& gpu) {
  const Bytes most = usual_reserve(gpu);
  return most == Bytes{} ? Interval{} : Interval{display_low, display_expected, most};
}

}  // namespace vramcalc::advise
