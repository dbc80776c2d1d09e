#include <fmt/format.h>

#include "report/catalogue.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

std::string or_dash(std::string_view text) {
  return text.empty() ? "–" : std::string{text};
}

std::string context_text(const std::optional<std::uint64_t>& tokens) {
  if (!tokens) {
    return "–";
  }
  return *tokens % 1024 == 0 ? fmt::format("{} K", *tokens / 1024) : std::to_string(*tokens);
}

Json model_json(const model::CatalogueModel& entry) {
  Json json;
  json["id"] = entry.id;
  json["name"] = entry.name;
  json["aliases"] = entry.aliases;
  json["repository"] = json_or_null(entry.repository);
  json["parameters"] = entry.parameters;
  json["architecture"] = json_or_null(entry.architecture);
  json["layers"] = json_or_null(entry.layers);
  json["max_context_tokens"] = json_or_null(entry.max_context_tokens);
  json["licence"] = json_or_null(entry.licence);
  json["released"] = json_or_null(entry.released);
  Json sources = Json::array();
  for (const FigureSource& source : entry.sources) {
    sources.push_back({{"source", source.source.reference},
                       {"at", json_or_null(source.source.locator)},
                       {"figures", source.figures}});
  }
  json["sources"] = std::move(sources);
  return json;
}

}  // namespace

Document document(std::span<const model::CatalogueModel> models) {
  Table table;
  table.columns = {{label(MessageId::label_id)},
                   {label(MessageId::label_parameters), Align::right},
                   {label(MessageId::label_architecture), Align::left, 1},
                   {label(MessageId::label_layers), Align::right, 2},
                   {label(MessageId::label_context), Align::right},
                   {label(MessageId::label_released), Align::left, 3}};
  for (const model::CatalogueModel& entry : models) {
    table.rows.push_back({{std::string{entry.id}},
                          {count_text(entry.parameters)},
                          {or_dash(entry.architecture)},
                          {entry.layers ? std::to_string(*entry.layers) : "–"},
                          {context_text(entry.max_context_tokens)},
                          {or_dash(entry.released.substr(0, 7))}});
  }
  Document document{std::move(table)};
  document.emplace_back(Remark{
      render({MessageId::note_model_list, {{"count", std::uint64_t{models.size()}}}}), Tone::dim});
  return document;
}

Document sheet(const model::CatalogueModel& entry) {
  Document document;
  document.emplace_back(
      Headline{std::string{entry.name}, std::string{entry.id}, std::string{entry.repository}, {}});
  Table table;
  table.has_header = false;
  table.columns = {{""}, {""}};
  const auto row = [&](MessageId id, std::string value) {
    table.rows.push_back({{label(id)}, {std::move(value)}});
  };
  row(MessageId::label_parameters, grouped_text(entry.parameters));
  row(MessageId::label_architecture, or_dash(entry.architecture));
  row(MessageId::label_layers, entry.layers ? std::to_string(*entry.layers) : "–");
  row(MessageId::label_context, context_text(entry.max_context_tokens));
  row(MessageId::label_licence, or_dash(entry.licence));
  row(MessageId::label_released, or_dash(entry.released));
  document.emplace_back(std::move(table));
  bool attached = false;
  for (const FigureSource& source : entry.sources) {
    std::string figures;
    for (const std::string_view figure : source.figures) {
      figures += (figures.empty() ? "" : ", ") + std::string{figure};
    }
    const Source& from = source.source;
    document.emplace_back(Remark{
        fmt::format("{}: {}{}{}", figures, from.reference.empty() ? from.key : from.reference,
                    from.locator.empty() ? "" : ": ", from.locator),
        Tone::dim, false, attached});
    attached = true;
  }
  return document;
}

Json json(std::span<const model::CatalogueModel> models) {
  Json json = document_of("vramcalc.models");
  Json list = Json::array();
  for (const model::CatalogueModel& entry : models) {
    list.push_back(model_json(entry));
  }
  json["models"] = std::move(list);
  return json;
}

}  // namespace vramcalc::report
