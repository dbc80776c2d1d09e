#include "report/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include <vramcalc/core/spelling.h>

#include "report/names.h"
#include "report/remarks.h"
#include "report/shell_word.h"

namespace vramcalc::report {
namespace {

using model::Inspection;

constexpr std::size_t longest_value = 60;

// Headers are small beside what they describe.
std::string header_text(Bytes bytes) {
  return bytes < mebibyte ? fmt::format("{:.1f} KiB", fraction(bytes, kibibyte))
                          : fmt::format("{:.1f} MiB", fraction(bytes, mebibyte));
}

// "GGUF v3", "safetensors, 4 files".
std::string format_text(const model::Checkpoint& checkpoint) {
  std::string text = label(label_of(checkpoint.format));
  if (!checkpoint.format_version.empty()) {
    text += " v" + checkpoint.format_version;
  }
  if (checkpoint.files > 1) {
    text += ", " + render({MessageId::text_files, {{"count", checkpoint.files}}});
  }
  return text;
}

// "36 × gated delta net, 12 × attention; experts in 47".
std::string layers_text(const Inspection& inspection) {
  std::string text;
  for (const model::LayerKind& kind : inspection.layers) {
    text += text.empty() ? "" : ", ";
    text += fmt::format("{} × {}", kind.layers, label(label_of_mixer(kind.mixer)));
  }
  if (inspection.expert_layers > 0 && inspection.checkpoint.model.layout != nullptr) {
    const model::Architecture& architecture = inspection.checkpoint.model.layout->architecture;
    text += "; " + render({MessageId::text_experts,
                           {{"used", architecture.experts_used},
                            {"experts", architecture.experts},
                            {"layers", inspection.expert_layers}}});
  }
  return text;
}

std::string parameters_text(std::uint64_t parameters) {
  return fmt::format("{}   {}", count_text(parameters), grouped_text(parameters));
}

class Sheet {
 public:
  Sheet() {
    table_.has_header = false;
    table_.columns = {{""}, {.header = "", .wraps = true}};
  }

  void row(MessageId name, std::string text) {
    if (!text.empty()) {
      table_.rows.push_back({{label(name)}, {std::move(text)}});
    }
  }

  void parameters(MessageId name, const std::optional<std::uint64_t>& count) {
    if (count) {
      row(name, parameters_text(*count));
    }
  }

  [[nodiscard]] Table take() { return std::move(table_); }

 private:
  Table table_;
};

void add_adapter(Sheet& sheet, const model::Adapter& adapter) {
  sheet.row(MessageId::label_adapter, render({MessageId::text_adapter,
                                              {{"method", printable(adapter.method)},
                                               {"rank", adapter.rank},
                                               {"alpha", fmt::format("{:g}", adapter.alpha)}}}));
  sheet.row(MessageId::label_base_model, printable(adapter.base_model));
  std::string modules;
  for (const std::string& module : adapter.target_modules) {
    modules += (modules.empty() ? "" : ", ") + printable(module);
  }
  sheet.row(MessageId::label_target_modules, modules);
}

Table summary(const Inspection& inspection, ByteUnit unit) {
  const model::Checkpoint& checkpoint = inspection.checkpoint;
  const model::Model& model = checkpoint.model;
  Sheet sheet;
  if (checkpoint.adapter) {
    add_adapter(sheet, *checkpoint.adapter);
  }
  sheet.row(MessageId::label_architecture, printable(model.architecture.value_or("")));
  if (model.parameters > 0) {
    sheet.parameters(MessageId::label_parameters, model.parameters);
  }
  if (model.active_parameters != model.parameters) {
    sheet.parameters(MessageId::label_active_parameters, model.active_parameters);
  }
  sheet.parameters(MessageId::label_mtp_parameters, model.mtp_parameters);
  sheet.parameters(MessageId::label_vision_parameters, model.vision_parameters);
  sheet.row(MessageId::label_layers, layers_text(inspection));
  if (model.max_context_tokens) {
    sheet.row(
        MessageId::label_context,
        render({MessageId::text_tokens, {{"count", grouped_text(*model.max_context_tokens)}}}));
  }
  if (checkpoint.tokenizer) {
    const model::Tokenizer& tokenizer = *checkpoint.tokenizer;
    sheet.row(MessageId::label_tokenizer,
              render({MessageId::text_tokenizer,
                      {{"name", printable(tokenizer.pre.empty()
                                              ? tokenizer.model
                                              : tokenizer.model + " (" + tokenizer.pre + ")")},
                       {"count", grouped_text(tokenizer.tokens)}}}));
  }
  if (inspection.bits_per_weight > 0) {
    sheet.row(MessageId::label_bits_per_weight, fmt::format("{:.2f}", inspection.bits_per_weight));
  }
  if (checkpoint.file_bytes > Bytes{}) {
    sheet.row(MessageId::label_file, render({MessageId::text_file_size,
                                             {{"size", checkpoint.file_bytes},
                                              {"header", header_text(checkpoint.header_bytes)}}},
                                            {.unit = unit}));
  }
  return sheet.take();
}

Table formats_table(const Inspection& inspection, ByteUnit unit) {
  Table table;
  table.columns = {{label(MessageId::label_stored_as)},
                   {label(MessageId::label_tensors), Align::right},
                   {label(MessageId::label_elements), Align::right},
                   {label(MessageId::label_size), Align::right},
                   {label(MessageId::label_share), Align::right},
                   {"", Align::left, 1, true}};
  const int decimals = decimals_for(inspection.all, unit);
  for (const model::FormatShare& share : inspection.formats) {
    const double part = fraction(share.bytes, inspection.all);
    table.rows.push_back(
        {{std::string{share.format}},
         {std::to_string(share.tensors)},
         {grouped_text(share.elements)},
         {number_text(share.bytes, unit, decimals) + " " + std::string{unit_name(unit)}},
         {fmt::format("{:.1f} %", part * 100)},
         {"", Tone::plain, part}});
  }
  return table;
}

Table components_table(const std::vector<model::StoredComponent>& components) {
  Table table;
  table.columns = {{label(MessageId::label_component)},
                   {label(MessageId::label_elements), Align::right},
                   {.header = "", .wraps = true}};
  for (const model::StoredComponent& component : components) {
    table.rows.push_back({{label(label_of(component.kind))},
                          {(component.left_out ? "−" : "") + grouped_text(component.elements)},
                          {component.certain    ? ""
                           : component.left_out ? label(MessageId::text_if_left_out)
                                                : label(MessageId::text_if_stored),
                           Tone::dim}});
  }
  return table;
}

std::string shape_text(const model::Shape& shape) {
  std::string text;
  for (const std::uint64_t size : shape.dimensions()) {
    text += (text.empty() ? "" : " × ") + std::to_string(size);
  }
  return text.empty() ? "1" : text;
}

Table tensors_table(const Inspection& inspection) {
  Table table;
  table.columns = {{.header = label(MessageId::label_tensor), .elides = true},
                   {label(MessageId::label_shape), Align::right},
                   {label(MessageId::label_stored_as)},
                   {label(MessageId::label_bytes), Align::right}};
  for (const model::StoredTensor& stored : inspection.stored.tensors) {
    table.rows.push_back({{printable(stored.tensor->name)},
                          {shape_text(stored.tensor->shape)},
                          {std::string{stored.format}},
                          {grouped_text(stored.bytes.count())}});
  }
  return table;
}

Table metadata_table(const model::Checkpoint& checkpoint) {
  Table table;
  table.columns = {{label(MessageId::label_key)},
                   {label(MessageId::label_type), Align::left, 1},
                   {.header = label(MessageId::label_value), .elides = true}};
  for (const model::MetadataEntry& entry : checkpoint.metadata) {
    table.rows.push_back(
        {{printable(entry.key)}, {entry.type}, {printable(entry.value, longest_value)}});
  }
  return table;
}

}  // namespace

Document document(const Inspection& inspection, InspectDetails details, ByteUnit unit) {
  const model::Checkpoint& checkpoint = inspection.checkpoint;
  Document document;
  const std::string name = checkpoint.file_type.empty()
                               ? printable(checkpoint.model.name)
                               : fmt::format("{} · {}", printable(checkpoint.model.name),
                                             printable(checkpoint.file_type));
  document.emplace_back(
      Headline{name,
               inspection.all > Bytes{} ? size_text(inspection.all, unit) : std::string{},
               format_text(checkpoint),
               {}});
  document.emplace_back(summary(inspection, unit));
  if (!inspection.formats.empty()) {
    document.emplace_back(formats_table(inspection, unit));
  }
  if (checkpoint.components.size() > 1) {
    document.emplace_back(components_table(checkpoint.components));
  }
  if (details.metadata) {
    document.emplace_back(metadata_table(checkpoint));
  }
  if (details.tensors) {
    document.emplace_back(tensors_table(inspection));
  }
  add_warnings(document, checkpoint.warnings);
  if (checkpoint.model.has_tensors() && checkpoint.model.parameters > 0) {
    document.emplace_back(Remark{label(MessageId::note_next_need)});
    document.emplace_back(
        Remark{fmt::format("vramcalc estimate {}", shell_word(checkpoint.model.argument)),
               Tone::plain, true, true});
  }
  return document;
}

Document list_document(std::span<const Inspection> inspections, ByteUnit unit) {
  Table table;
  table.columns = {{.header = label(MessageId::label_file), .elides = true, .elides_start = true},
                   {label(MessageId::label_architecture), Align::left, 2},
                   {label(MessageId::label_parameters), Align::right},
                   {label(MessageId::label_stored_as), Align::left, 1},
                   {label(MessageId::label_bits), Align::right, 3},
                   {label(MessageId::label_size), Align::right}};
  Bytes largest;
  for (const Inspection& inspection : inspections) {
    largest = std::max(largest, inspection.all);
  }
  const int decimals = decimals_for(largest, unit);
  for (const Inspection& inspection : inspections) {
    const model::Checkpoint& checkpoint = inspection.checkpoint;
    table.rows.push_back(
        {{printable(checkpoint.path, 500)},
         {printable(checkpoint.model.architecture.value_or(""))},
         {count_text(checkpoint.model.parameters)},
         {printable(checkpoint.file_type)},
         {fmt::format("{:.2f}", inspection.bits_per_weight)},
         {number_text(inspection.all, unit, decimals) + " " + std::string{unit_name(unit)}}});
  }
  Document document{std::move(table)};
  for (const Inspection& inspection : inspections) {
    for (const Text& warning : inspection.checkpoint.warnings) {
      document.emplace_back(Remark{render({MessageId::text_warning_for,
                                           {{"rig", printable(inspection.checkpoint.path, 500)},
                                            {"text", render(warning)}}}),
                                   Tone::caution});
    }
  }
  return document;
}

}  // namespace vramcalc::report
