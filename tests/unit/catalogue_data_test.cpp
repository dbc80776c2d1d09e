// The data that ships: data/*.yaml as the build compiled it in.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <vramcalc/hardware/gpu.h>
#include <vramcalc/model/model.h>
#include <vramcalc/read/model_file.h>

namespace vramcalc {
namespace {

const hardware::Gpu& gpu(std::string_view id) {
  const auto gpus = hardware::builtin_gpus();
  const auto found =
      std::find_if(gpus.begin(), gpus.end(), [&](const hardware::Gpu& g) { return g.id == id; });
  INFO("card " << id);
  REQUIRE(found != gpus.end());
  return *found;
}

bool has_model(std::string_view id) {
  const auto models = model::builtin_models();
  return std::any_of(models.begin(), models.end(),
                     [&](const model::CatalogueModel& m) { return m.id == id; });
}

bool is_vouched_for(std::span<const FigureSource> sources, std::string_view figure) {
  return std::any_of(sources.begin(), sources.end(), [&](const FigureSource& row) {
    return std::find(row.figures.begin(), row.figures.end(), figure) != row.figures.end();
  });
}

}  // namespace

TEST_CASE("the catalogue has the brief's cards", "[unit][data]") {
  CHECK(hardware::builtin_gpus().size() >= 150);

  CHECK(gpu("rtx-4090").memory_gb == 24);
  CHECK(gpu("rtx-4090").driver_memory_mib == 24'564U);
  CHECK(gpu("rtx-4090").board_power_watts == 450U);
  CHECK(gpu("rtx-4070").memory_gb == 12);
  CHECK(gpu("rtx-4070").board_power_watts == 200U);
  CHECK(gpu("rtx-5090").memory_gb == 32);
  CHECK(gpu("rtx-5090").driver_memory_mib == 32'607U);
  CHECK(gpu("rtx-5090").board_power_watts == 575U);
  CHECK(gpu("rtx-5090").bandwidth_gb_per_s == 1'792.0);
  CHECK(gpu("a10").driver_memory_mib == 23'028U);
  CHECK(gpu("a10").bandwidth_gb_per_s == 600.0);
  CHECK(gpu("a100-pcie-40gb").memory_gb == 40);
  CHECK(gpu("a100-pcie-40gb").board_power_watts == 250U);
  CHECK(gpu("rtx-3060").memory_gb == 12);
  CHECK(gpu("rtx-3070").memory_gb == 8);
  CHECK(gpu("rtx-3090").memory_gb == 24);
}

TEST_CASE("a bare a100 means the PCIe card with 40 GB", "[unit][data]") {
  const hardware::Gpu& card = gpu("a100-pcie-40gb");
  CHECK(std::find(card.default_for.begin(), card.default_for.end(), "A100") !=
        card.default_for.end());
}

TEST_CASE("cards are plausible", "[unit][data]") {
  for (const hardware::Gpu& card : hardware::builtin_gpus()) {
    CAPTURE(card.id);
    CHECK(is_vouched_for(card.sources, "memory_gb"));
    if (card.driver_memory_mib && !card.unified_memory) {
      // No driver keeps more than a tenth; a figure of MB for MiB or of another card would. The
      // names of slices are rounded up: an eighth of an H200 is "18gb" and has 16 GiB.
      const bool slice = card.form_factor == hardware::FormFactor::slice;
      const double visible = static_cast<double>(*card.driver_memory_mib) / 1'024;
      CHECK(visible <= card.memory_gb);
      CHECK(visible >= card.memory_gb * (slice ? 0.88 : 0.9));
    }
    if (card.vendor_psu_watts && card.board_power_watts) {
      CHECK(*card.vendor_psu_watts > *card.board_power_watts);
    }
  }
}

TEST_CASE("MIG slices have the memory that the driver gives them", "[unit][data]") {
  CHECK(gpu("a100-40gb-mig-1g.5gb").driver_memory_mib == 4'864U);
  CHECK(gpu("a100-40gb-mig-3g.20gb").driver_memory_mib == 19'968U);
  CHECK(gpu("a100-80gb-mig-1g.10gb").driver_memory_mib == 9'728U);
  CHECK(gpu("a100-80gb-mig-3g.40gb").driver_memory_mib == 40'192U);
  CHECK(gpu("h100-80gb-mig-1g.10gb").driver_memory_mib == 9'984U);
  CHECK(gpu("h200-mig-1g.18gb").driver_memory_mib == 16'384U);
  CHECK(gpu("a30-mig-2g.12gb").driver_memory_mib == 11'968U);
  CHECK(gpu("a100-40gb-mig-4g.20gb").sm_count == 56U);
  CHECK(gpu("h100-80gb-mig-3g.40gb").sm_count == 60U);
  std::size_t slices = 0;
  for (const hardware::Gpu& card : hardware::builtin_gpus()) {
    if (card.form_factor != hardware::FormFactor::slice) {
      continue;
    }
    CAPTURE(card.id);
    ++slices;
    CHECK(card.id.find("-mig-") != std::string_view::npos);
    // "3g.40gb" ends with its memory.
    CHECK(card.id.ends_with("." + std::to_string(static_cast<int>(card.memory_gb)) + "gb"));
    // What is the whole card's would mislead.
    CHECK_FALSE(card.board_power_watts.has_value());
    CHECK_FALSE(card.launch_price_usd.has_value());
    CHECK_FALSE(card.nvlink_gb_per_s.has_value());
  }
  CHECK(slices == 29);
}

TEST_CASE("a share of unified memory belongs to its size", "[unit][data]") {
  for (const hardware::Gpu& card : hardware::builtin_gpus()) {
    CAPTURE(card.id);
    if (card.vendor == hardware::Vendor::apple) {
      CHECK(card.gpu_memory_share == (card.memory_gb < 36 ? 0.667 : 0.75));
    }
    const std::span<const double> sizes = card.memory_options_gb;
    CHECK(std::is_sorted(sizes.begin(), sizes.end()));
    if (!sizes.empty()) {
      CHECK(card.unified_memory);
      CHECK(std::find(sizes.begin(), sizes.end(), card.memory_gb) != sizes.end());
    }
  }
  // What programs found there: 110.7 of 119.7 GiB free on a GB10, 63968 MiB mapped on Strix Halo.
  const auto visible_gib = [](std::string_view id) {
    return static_cast<double>(hardware::visible_memory(gpu(id)).bytes.count()) /
           static_cast<double>(gibibyte.count());
  };
  CHECK(visible_gib("dgx-spark-gb10") == Approx(110.7).epsilon(0.001));
  CHECK(visible_gib("ryzen-ai-max-plus-395") == Approx(62.47).epsilon(0.001));
  CHECK(visible_gib("jetson-agx-orin-64gb") == Approx(51.6).epsilon(0.001));
  CHECK(visible_gib("jetson-orin-nano-super-8gb") == Approx(6.2).epsilon(0.001));
}

TEST_CASE("the catalogue has models and size classes", "[unit][data]") {
  const auto models = model::builtin_models();
  CHECK(models.size() >= 84);
  for (const std::string_view id : {"7b", "13b", "70b"}) {
    CAPTURE(id);
    CHECK(has_model(id));
  }
  for (const model::CatalogueModel& model : models) {
    CAPTURE(model.id);
    CHECK(model.parameters >= 1'000'000);
    CHECK(is_vouched_for(model.sources, "parameters"));
    CHECK(model.is_size_class() == model.repository.empty());
  }
}

TEST_CASE("every config is JSON and agrees with the summary", "[unit][data]") {
  for (const model::CatalogueModel& model : model::builtin_models()) {
    if (model.is_size_class()) {
      continue;
    }
    CAPTURE(model.id);
    const auto config = nlohmann::json::parse(model.config_json, nullptr, false);
    REQUIRE(config.is_object());
    CHECK(config.value("model_type", "") == model.architecture);
    CHECK_FALSE(model.architecture.empty());
    // Only a model that lists its blocks may leave the number out.
    CHECK((model.layers || config.contains("layers_block_type")));
    CHECK(is_vouched_for(model.sources, "config"));
  }
}

TEST_CASE("every model's parameters are those of its config, tensor by tensor", "[unit][data]") {
  for (const model::CatalogueModel& model : model::builtin_models()) {
    if (model.is_size_class()) {
      continue;
    }
    CAPTURE(model.id);
    const model::Checkpoint checkpoint = read::read_model_config_text(model.config_json, model.id);
    CHECK(checkpoint.model.parameters == model.parameters);
    CHECK(checkpoint.model.native_precision == model.native_precision);
    CHECK(checkpoint.model.layers.value_or(0) ==
          model.layers.value_or(checkpoint.model.layers.value_or(0)));
  }
}

}  // namespace vramcalc
