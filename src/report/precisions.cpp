#include <fmt/format.h>

#include "report/catalogue.h"
#include "report/names.h"
#include "report/quality.h"

namespace vramcalc::report {

namespace {

// Where the figures of a short list come from.
void add_quality_sources(Document& document, std::span<const model::Precision> precisions) {
  constexpr std::size_t few = 3;
  if (precisions.size() > few) {
    return;
  }
  for (const model::Precision& precision : precisions) {
    for (const bool imatrix : {false, true}) {
      const model::Quality* quality = model::find_quality(precision.id, imatrix);
      if (quality != nullptr && quality->imatrix == imatrix) {
        document.emplace_back(
            Remark{render({imatrix ? MessageId::text_quality_imatrix : MessageId::text_quality,
                           {{"precision", precision.id},
                            {"rise", quality_text(quality)},
                            {"model", std::string{quality->model}},
                            {"source", std::string{quality->source}}}}),
                   Tone::dim});
      }
    }
  }
}

}  // namespace

Document document(std::span<const model::Precision> precisions) {
  Table table;
  table.columns = {{label(MessageId::label_precision)},
                   {label(MessageId::label_bits), Align::right},
                   {label(MessageId::label_bytes_per_parameter), Align::right, 1},
                   {label(MessageId::label_quality), Align::right},
                   {label(MessageId::label_description)}};
  for (const model::Precision& precision : precisions) {
    table.rows.push_back({{precision.id},
                          {fmt::format("{:.4g}", precision.bits_per_weight())},
                          {fmt::format("{:.6g}", precision.bytes_per_parameter.value())},
                          {quality_text(model::find_quality(precision.id, false))},
                          {precision.description}});
  }
  Document document{std::move(table)};
  document.emplace_back(Remark{label(MessageId::note_quality), Tone::dim});
  add_quality_sources(document, precisions);
  return document;
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
                    {"quality", quality_json(model::find_quality(precision.id, false))},
                    {"source", precision.source}});
  }
  json["precisions"] = std::move(list);
  return json;
}

}  // namespace vramcalc::report
