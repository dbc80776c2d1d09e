#include <fmt/format.h>

#include "report/catalogue.h"
#include "report/names.h"

namespace vramcalc::report {

Document document(std::span<const model::Precision> precisions) {
  Table table;
  table.columns = {{label(MessageId::label_precision)},
                   {label(MessageId::label_bits), Align::right},
                   {label(MessageId::label_bytes_per_parameter), Align::right},
                   {label(MessageId::label_description)}};
  for (const model::Precision& precision : precisions) {
    table.rows.push_back({{precision.id},
                          {fmt::format("{:.4g}", precision.bits_per_weight())},
                          {fmt::format("{:.6g}", precision.bytes_per_parameter.value())},
                          {precision.description}});
  }
  return {std::move(table)};
}

Json json(std::span<const model::Precision> precisions) {
  Json json = document_of("vramcalc.precisions");
  Json list = Json::array();
  for (const model::Precision& precision : precisions) {
    list.push_back({{"id", precision.id},
                    {"description", precision.description},
                    {"family", id_of(precision.family)},
                    {"bits_per_weight", precision.bits_per_weight()},
                    {"bytes_per_parameter", precision.bytes_per_parameter.value()},
                    {"source", precision.source}});
  }
  json["precisions"] = std::move(list);
  return json;
}

}  // namespace vramcalc::report
