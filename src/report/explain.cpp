#include "report/explain.h"

#include <fmt/format.h>

#include <string>

#include <vramcalc/memory/formula.h>

#include "report/line_text.h"
#include "report/names.h"

namespace vramcalc::report {
namespace {

constexpr std::size_t indent = 2;

std::string heading(const memory::LineItem& item, const memory::Engine& engine) {
  const bool is_point = item.low == item.expected && item.high == item.expected;
  return render({is_point ? MessageId::explain_item : MessageId::explain_item_between,
                 {{"component", line_name(item, engine)},
                  {"device", memory::name_of(item.device)},
                  {"bytes", grouped_text(item.expected.count())},
                  {"basis", label_of(item.basis)},
                  {"low", grouped_text(item.low.count())},
                  {"high", grouped_text(item.high.count())}}});
}

std::string value_text(const memory::Term& term) {
  switch (term.unit) {
    case memory::TermUnit::count:
      break;
    case memory::TermUnit::percent:
      return grouped_text(term.value) + " %";
    case memory::TermUnit::tokens:
    case memory::TermUnit::bytes:
      return fmt::format("{} {}", grouped_text(term.value), id_of(term.unit));
  }
  return grouped_text(term.value);
}

Table terms_table(const memory::LineItem& item) {
  Table table;
  table.has_header = false;
  table.attached = true;
  table.indent = indent;
  table.columns = {{""}, {"", Align::right}, {""}};
  for (const memory::Term& term : item.terms) {
    table.rows.push_back(
        {{std::string{term.name}}, {value_text(term)}, {label(label_of(term.origin)), Tone::dim}});
  }
  return table;
}

void add_line(Document& document, std::string text, Tone tone) {
  document.emplace_back(
      Remark{.text = std::move(text), .tone = tone, .attached = true, .indent = indent});
}

}  // namespace

void add_explanation(Document& document, const advise::EstimateAnswer& answer) {
  for (const memory::LineItem& item : answer.estimate.items) {
    document.emplace_back(Remark{heading(item, answer.engine), Tone::strong});
    const memory::Formula* formula = memory::find_formula(item.formula);
    if (formula == nullptr) {
      add_line(document, render({MessageId::explain_formula, {{"id", std::string{item.formula}}}}),
               Tone::plain);
    } else {
      add_line(document, label(formula->meaning), Tone::plain);
      add_line(document, std::string{formula->expression}, Tone::plain);
    }
    if (!item.terms.empty()) {
      document.emplace_back(terms_table(item));
    }
    if (formula != nullptr) {
      for (const std::string_view source : formula->sources) {
        add_line(document, render({MessageId::explain_source, {{"text", std::string{source}}}}),
                 Tone::dim);
      }
    }
  }
}

void explain(Json& item_json, const memory::LineItem& item, bool is_wanted) {
  if (!is_wanted) {
    for (const char* const field : {"expression", "terms", "sources"}) {
      item_json[field] = nullptr;
    }
    return;
  }
  const memory::Formula* formula = memory::find_formula(item.formula);
  item_json["expression"] = formula == nullptr ? Json(nullptr) : Json(formula->expression);
  Json terms = Json::array();
  for (const memory::Term& term : item.terms) {
    terms.push_back({{"name", term.name},
                     {"value", term.value},
                     {"unit", id_of(term.unit)},
                     {"origin", id_of(term.origin)}});
  }
  item_json["terms"] = std::move(terms);
  Json sources = Json::array();
  if (formula != nullptr) {
    for (const std::string_view source : formula->sources) {
      sources.push_back(source);
    }
  }
  item_json["sources"] = std::move(sources);
}

}  // namespace vramcalc::report
