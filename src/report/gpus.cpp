#include <fmt/format.h>

#include "report/catalogue.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

std::string or_dash(const std::optional<std::uint64_t>& value, std::string_view unit) {
  return value ? fmt::format("{}{}", *value, unit) : "–";
}

std::string or_dash(const std::optional<double>& value) {
  return value ? plain_number(*value) : "–";
}

std::string price_text(const hardware::Gpu& gpu) {
  const std::optional<std::uint64_t> price = hardware::price_usd(gpu);
  return price ? "$" + grouped_text(*price) : "–";
}

// One place that names a card's figures: the sheet and JSON both walk it.
template <typename Visit>
void each_figure(const hardware::Gpu& gpu, Visit visit) {
  visit("memory_gb", Json(gpu.memory_gb));
  visit("driver_memory_mib", json_or_null(gpu.driver_memory_mib));
  visit("memory_type", json_or_null(gpu.memory_type));
  visit("bandwidth_gb_per_s", json_or_null(gpu.bandwidth_gb_per_s));
  visit("board_power_watts", json_or_null(gpu.board_power_watts));
  visit("vendor_psu_watts", json_or_null(gpu.vendor_psu_watts));
  visit("power_connectors", json_or_null(gpu.power_connectors));
  visit("slot_width", json_or_null(gpu.slot_width));
  visit("pcie", json_or_null(gpu.pcie));
  visit("nvlink_gb_per_s", json_or_null(gpu.nvlink_gb_per_s));
  visit("sm_count", json_or_null(gpu.sm_count));
  visit("compute_capability", json_or_null(gpu.compute_capability));
  visit("fp16_tensor_tflops", json_or_null(gpu.fp16_tensor_tflops));
  visit("fp8_tensor_tflops", json_or_null(gpu.fp8_tensor_tflops));
  visit("int8_tensor_tops", json_or_null(gpu.int8_tensor_tops));
  visit("fp4_tensor_tflops", json_or_null(gpu.fp4_tensor_tflops));
  visit("half_rate_fp32_accumulate", json_or_null(gpu.half_rate_fp32_accumulate));
  visit("release_date", json_or_null(gpu.release_date));
  visit("launch_price_usd", json_or_null(gpu.launch_price_usd));
  visit("gpu_memory_share", json_or_null(gpu.gpu_memory_share));
}

std::string source_text(const FigureSource& entry) {
  const Source& source = entry.source;
  std::string text{source.reference.empty() ? source.key : source.reference};
  return source.locator.empty() ? text : fmt::format("{}: {}", text, source.locator);
}

// Sources are numbered, for one reference vouches for many figures and would fill the column.
std::string source_number(const hardware::Gpu& gpu, std::string_view figure) {
  for (std::size_t i = 0; i < gpu.sources.size(); ++i) {
    for (const std::string_view named : gpu.sources[i].figures) {
      if (named == figure) {
        return fmt::format("[{}]", i + 1);
      }
    }
  }
  return {};
}

Json gpu_json(const hardware::Gpu& gpu) {
  const hardware::VisibleMemory visible = hardware::visible_memory(gpu);
  Json json;
  json["id"] = gpu.id;
  json["name"] = gpu.name;
  json["aliases"] = gpu.aliases;
  json["default_for"] = gpu.default_for;
  json["vendor"] = id_of(gpu.vendor);
  json["architecture"] = json_or_null(gpu.architecture);
  json["segment"] = id_of(gpu.segment);
  json["form_factor"] = id_of(gpu.form_factor);
  json["visible_memory_bytes"] = visible.bytes.count();
  json["visible_memory_basis"] = id_of(visible.basis);
  json["unified_memory"] = gpu.unified_memory;
  each_figure(gpu, [&](const char* name, Json value) { json[name] = std::move(value); });
  json["memory_options_gb"] = gpu.memory_options_gb;
  json["price_usd"] = json_or_null(hardware::price_usd(gpu));
  json["price_as_of"] = json_or_null(hardware::price_as_of(gpu));
  json["note"] = json_or_null(gpu.note);
  Json sources = Json::array();
  for (const FigureSource& source : gpu.sources) {
    sources.push_back({{"source", source_text(source)}, {"figures", source.figures}});
  }
  json["sources"] = std::move(sources);
  return json;
}

}  // namespace

Document document(std::span<const hardware::Gpu> gpus, ByteUnit unit) {
  Table table;
  table.columns = {{label(MessageId::label_id)},
                   {label(MessageId::label_memory), Align::right},
                   {label(MessageId::label_visible), Align::right},
                   {label(MessageId::label_bandwidth), Align::right, 1},
                   {label(MessageId::label_board_power), Align::right, 2},
                   {label(MessageId::label_released), Align::left, 3},
                   {label(MessageId::label_price), Align::right, 1}};
  for (const hardware::Gpu& gpu : gpus) {
    const hardware::VisibleMemory visible = hardware::visible_memory(gpu);
    // "~" marks a figure without a driver reading behind it.
    const bool read = visible.basis == hardware::MemoryBasis::driver;
    table.rows.push_back({{std::string{gpu.id}},
                          {plain_number(gpu.memory_gb) + " GB"},
                          {fmt::format("{}{} {}", read ? "" : "~",
                                       number_text(visible.bytes, unit, 1), unit_name(unit))},
                          {or_dash(gpu.bandwidth_gb_per_s)},
                          {or_dash(gpu.board_power_watts, " W")},
                          {std::string{gpu.release_date.substr(0, 7)}},
                          {price_text(gpu)}});
  }
  Document document{std::move(table)};
  document.emplace_back(Remark{
      render({MessageId::note_gpu_list, {{"count", std::uint64_t{gpus.size()}}}}), Tone::dim});
  return document;
}

Document sheet(const hardware::Gpu& gpu) {
  Document document;
  document.emplace_back(
      Headline{std::string{gpu.name}, std::string{gpu.id}, std::string{gpu.architecture}, {}});
  Table table;
  table.columns = {{label(MessageId::label_figure)},
                   {label(MessageId::label_value), Align::right},
                   {label(MessageId::label_source), Align::right}};
  const hardware::VisibleMemory visible = hardware::visible_memory(gpu);
  table.rows.push_back({{"visible_memory"},
                        {size_text(visible.bytes, ByteUnit::gib)},
                        {std::string{id_of(visible.basis)}}});
  each_figure(gpu, [&](const char* name, const Json& value) {
    if (!value.is_null()) {
      table.rows.push_back({{name},
                            {value.is_string()         ? value.get<std::string>()
                             : value.is_number_float() ? fmt::format("{:.6g}", value.get<double>())
                                                       : value.dump()},
                            {source_number(gpu, name)}});
    }
  });
  document.emplace_back(std::move(table));
  if (!gpu.note.empty()) {
    document.emplace_back(Remark{std::string{gpu.note}});
  }
  for (std::size_t i = 0; i < gpu.sources.size(); ++i) {
    document.emplace_back(Remark{fmt::format("[{}] {}", i + 1, source_text(gpu.sources[i])),
                                 Tone::dim, false, i > 0});
  }
  return document;
}

Json json(std::span<const hardware::Gpu> gpus) {
  Json json = document_of("vramcalc.gpus");
  Json list = Json::array();
  for (const hardware::Gpu& gpu : gpus) {
    list.push_back(gpu_json(gpu));
  }
  json["gpus"] = std::move(list);
  return json;
}

}  // namespace vramcalc::report
