// A graphics card, or a computer whose GPU shares its memory, as the catalogue describes it.
//
// Memory is kept twice: as marketed and as the driver reports it. Only the second decides what
// fits. Figures that no source states are absent, never zero. Texts view the catalogue's storage.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <vramcalc/core/bytes.h>
#include <vramcalc/core/source.h>

namespace vramcalc::hardware {

enum class Vendor : std::uint8_t { nvidia, amd, intel, apple, other };
enum class Segment : std::uint8_t { consumer, workstation, datacenter };

enum class FormFactor : std::uint8_t {
  card,    // PCIe add-in card: fits a desktop or a server, fed by its power supply
  module,  // SXM, OAM, MXM or a superchip: sold with its chassis and that chassis's power
  laptop,
  system,  // a computer whose GPU shares the main memory
  slice,   // a part of a card (NVIDIA MIG): its host has the whole card, nobody sells the part
};

/// The words for these in catalogues and in JSON: "nvidia", "datacenter", "module".
[[nodiscard]] std::string_view id_of(Vendor vendor);
[[nodiscard]] std::string_view id_of(Segment segment);
[[nodiscard]] std::string_view id_of(FormFactor form_factor);

struct Gpu {
  std::string_view id;
  std::string_view name;
  std::span<const std::string_view> aliases;  // names that mean this card alone
  std::span<const std::string_view>
      default_for;  // names shared by several cards; this one is meant
  Vendor vendor = Vendor::other;
  std::string_view architecture;
  Segment segment = Segment::consumer;
  FormFactor form_factor = FormFactor::card;

  double memory_gb = 0;                            // as marketed, binary: 24 means 24 GiB of chips
  std::optional<std::uint64_t> driver_memory_mib;  // total that the driver reports
  std::string_view memory_type;
  std::optional<double> bandwidth_gb_per_s;
  std::optional<std::uint64_t> board_power_watts;
  std::optional<std::uint64_t> vendor_psu_watts;  // the vendor's whole-system recommendation
  std::string_view power_connectors;              // "2x 8-pin"; empty where unknown
  std::optional<std::uint64_t> slot_width;
  std::string_view pcie;                  // "4.0 x16"; empty where it does not apply
  std::optional<double> nvlink_gb_per_s;  // 0: none
  std::optional<std::uint64_t> sm_count;
  std::string_view compute_capability;
  std::optional<double> fp16_tensor_tflops;  // dense, as are the next three
  std::optional<double> fp8_tensor_tflops;
  std::optional<double> int8_tensor_tops;
  std::optional<double> fp4_tensor_tflops;
  std::optional<bool> half_rate_fp32_accumulate;
  std::string_view release_date;  // "2022-10-12"; empty where unknown
  std::optional<std::uint64_t> launch_price_usd;
  bool unified_memory = false;
  std::optional<double> gpu_memory_share;  // of unified memory, by default
  std::span<const double> memory_options_gb;
  std::string_view note;
  std::span<const FigureSource> sources;

  // Exact memory of a card that is known by its memory alone.
  std::optional<Bytes> visible_bytes;

  // A price that a user gave, with its own date; it wins over the launch price.
  std::optional<std::uint64_t> price_usd;
  std::string_view price_as_of;
  // What an hour of one such card costs to rent, as a user gave it.
  std::optional<double> rental_usd_per_hour;
};

/// The GPUs of data/gpus.yaml, compiled in by the build.
[[nodiscard]] std::span<const Gpu> builtin_gpus();

/// Memory as marketed.
[[nodiscard]] Bytes marketed_memory(const Gpu& gpu);

/// How the driver-visible memory is known.
enum class MemoryBasis : std::uint8_t {
  driver,    // a reading of the driver's own figure
  share,     // the share of unified memory that a GPU program gets
  by_class,  // no reading: the share that cards of its class lose
};

struct VisibleMemory {
  Bytes bytes;
  MemoryBasis basis = MemoryBasis::driver;
};

/// What a program can see of the card's memory: what decides fit.
[[nodiscard]] VisibleMemory visible_memory(const Gpu& gpu);

/// The same computer with another size of unified memory, of which a program gets the share that
/// is the default at that size. A price or a reading of the size it had is dropped.
[[nodiscard]] Gpu with_memory(Gpu gpu, double memory_gb);

/// What one card costs: the user's price, else the launch price, else nothing.
[[nodiscard]] std::optional<std::uint64_t> price_usd(const Gpu& gpu);

/// The date of that price; empty where there is no price or no date.
[[nodiscard]] std::string_view price_as_of(const Gpu& gpu);

/// True for what can be bought several times and put into one computer.
[[nodiscard]] constexpr bool can_be_combined(const Gpu& gpu) {
  return gpu.form_factor == FormFactor::card || gpu.form_factor == FormFactor::module;
}

}  // namespace vramcalc::hardware
