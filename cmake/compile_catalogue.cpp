// Part of the build: data/*.yaml in, constant C++ tables out.
//
//   compile_catalogue gpus   data/gpus.yaml   gpus.cpp
//   compile_catalogue models data/models.yaml models.cpp
//
// It reads with the reader that a user's own catalogue goes through, so a bad entry fails the
// build with file, line and column. The tables are constexpr: starting vramcalc costs nothing.
#include <array>
#include <charconv>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

namespace {

using vramcalc::FigureSource;
using vramcalc::hardware::Gpu;
using vramcalc::model::CatalogueModel;

// Long literals are split here, so that the file can be looked at.
constexpr std::size_t longest_literal = 2'000;

// Everything but plain ASCII as three octal digits, which no following digit can lengthen; `?`
// too, against trigraphs.
void append_character(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20 || byte > 0x7E || c == '"' || c == '\\' || c == '?') {
    out += '\\';
    for (const unsigned shift : {6U, 3U, 0U}) {
      out += static_cast<char>('0' + ((byte >> shift) & 7U));
    }
  } else {
    out += c;
  }
}

std::string literal(std::string_view text) {
  if (text.empty()) {
    return "{}";
  }
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % longest_literal == 0) {
      out += "\"\n      \"";
    }
    append_character(out, text[i]);
  }
  return out + "\"sv";
}

std::string number(std::uint64_t value) {
  return std::to_string(value) + "U";
}

std::string number(double value) {
  std::array<char, 400> digits{};  // the largest double has 309
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  const std::string text{digits.data(), end.ptr};
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string number(bool value) {
  return value ? "true" : "false";
}

template <typename Number>
std::string number(const std::optional<Number>& value) {
  return value ? number(*value) : "{}";
}

// Arrays that entries point to, each distinct one written once.
class Arrays {
 public:
  std::string texts(std::span<const std::string_view> list) {
    std::string body;
    for (const std::string_view text : list) {
      body += literal(text) + ", ";
    }
    return array("std::string_view", body);
  }

  std::string numbers(std::span<const double> list) {
    std::string body;
    for (const double value : list) {
      body += number(value) + ", ";
    }
    return array("double", body);
  }

  std::string sources(std::span<const FigureSource> list) {
    std::string body;
    for (const FigureSource& row : list) {
      body += "\n    {{" + literal(row.source.key) + ", " + literal(row.source.reference) + ", " +
              literal(row.source.locator) + "}, " + texts(row.figures) + "},";
    }
    return array("FigureSource", body);
  }

  [[nodiscard]] const std::string& definitions() const { return definitions_; }

 private:
  // The name of the array; an empty list needs none.
  std::string array(const std::string& type, const std::string& body) {
    if (body.empty()) {
      return "{}";
    }
    const auto [known, is_new] =
        names_.emplace(std::pair{type, body}, "list_" + std::to_string(names_.size()));
    if (is_new) {
      definitions_ += "constexpr " + type + " " + known->second + "[] = {" + body + "};\n";
    }
    return known->second;
  }

  std::map<std::pair<std::string, std::string>, std::string> names_;
  std::string definitions_;
};

// Every field is written, in the order of the struct: a new one that is forgotten here is a
// missing-field-initializers warning of the generated file.
class Entry {
 public:
  Entry& field(std::string_view name, const std::string& value) {
    text_ += "    ." + std::string{name} + " = " + value + ",\n";
    return *this;
  }
  [[nodiscard]] std::string text() const { return "  {\n" + text_ + "  },\n"; }

 private:
  std::string text_;
};

std::string entry_text(const Gpu& gpu, Arrays& arrays) {
  return Entry{}
      .field("id", literal(gpu.id))
      .field("name", literal(gpu.name))
      .field("aliases", arrays.texts(gpu.aliases))
      .field("default_for", arrays.texts(gpu.default_for))
      .field("vendor", "Vendor::" + std::string{id_of(gpu.vendor)})
      .field("architecture", literal(gpu.architecture))
      .field("segment", "Segment::" + std::string{id_of(gpu.segment)})
      .field("form_factor", "FormFactor::" + std::string{id_of(gpu.form_factor)})
      .field("memory_gb", number(gpu.memory_gb))
      .field("driver_memory_mib", number(gpu.driver_memory_mib))
      .field("memory_type", literal(gpu.memory_type))
      .field("bandwidth_gb_per_s", number(gpu.bandwidth_gb_per_s))
      .field("board_power_watts", number(gpu.board_power_watts))
      .field("vendor_psu_watts", number(gpu.vendor_psu_watts))
      .field("power_connectors", literal(gpu.power_connectors))
      .field("slot_width", number(gpu.slot_width))
      .field("pcie", literal(gpu.pcie))
      .field("nvlink_gb_per_s", number(gpu.nvlink_gb_per_s))
      .field("sm_count", number(gpu.sm_count))
      .field("compute_capability", literal(gpu.compute_capability))
      .field("fp16_tensor_tflops", number(gpu.fp16_tensor_tflops))
      .field("fp8_tensor_tflops", number(gpu.fp8_tensor_tflops))
      .field("int8_tensor_tops", number(gpu.int8_tensor_tops))
      .field("fp4_tensor_tflops", number(gpu.fp4_tensor_tflops))
      .field("half_rate_fp32_accumulate", number(gpu.half_rate_fp32_accumulate))
      .field("release_date", literal(gpu.release_date))
      .field("launch_price_usd", number(gpu.launch_price_usd))
      .field("unified_memory", number(gpu.unified_memory))
      .field("gpu_memory_share", number(gpu.gpu_memory_share))
      .field("memory_options_gb", arrays.numbers(gpu.memory_options_gb))
      .field("note", literal(gpu.note))
      .field("sources", arrays.sources(gpu.sources))
      .field("visible_bytes", "{}")
      .field("price_usd", "{}")
      .field("price_as_of", "{}")
      .field("rental_usd_per_hour", "{}")
      .text();
}

std::string entry_text(const CatalogueModel& model, Arrays& arrays) {
  return Entry{}
      .field("id", literal(model.id))
      .field("name", literal(model.name))
      .field("aliases", arrays.texts(model.aliases))
      .field("repository", literal(model.repository))
      .field("parameters", number(model.parameters))
      .field("licence", literal(model.licence))
      .field("released", literal(model.released))
      .field("architecture", literal(model.architecture))
      .field("layers", number(model.layers))
      .field("max_context_tokens", number(model.max_context_tokens))
      .field("native_precision", literal(model.native_precision))
      .field("config_json", literal(model.config_json))
      .field("sources", arrays.sources(model.sources))
      .text();
}

// What differs between the two generated files.
struct Output {
  std::string_view header;
  std::string_view space;
  std::string_view type;
  std::string_view function;
};

template <typename EntryType>
std::string source_text(const Output& output, std::string_view input,
                        std::span<const EntryType> entries) {
  Arrays arrays;
  std::string table;
  for (const EntryType& entry : entries) {
    table += entry_text(entry, arrays);
  }
  std::ostringstream out;
  out << "// Generated by cmake/compile_catalogue.cpp from "
      << std::filesystem::path{input}.filename().string()
      << ": edit that file, not this one.\n// NOLINTBEGIN\n#include " << output.header
      << "\n\nnamespace " << output.space
      << " {\nnamespace {\n\nusing std::string_view_literals::operator\"\"sv;\n\n"
      << arrays.definitions() << "\nconstexpr " << output.type << " entries[] = {\n"
      << table << "};\n\n}  // namespace\n\nstd::span<const " << output.type << "> "
      << output.function << "() { return entries; }\n\n}  // namespace " << output.space
      << "\n// NOLINTEND\n";
  return out.str();
}

std::string gpu_source(std::string_view input) {
  const vramcalc::read::GpuFile file = vramcalc::read::read_gpu_catalogue(input);
  if (file.gpus.empty() || !file.prices.empty()) {
    throw std::runtime_error(std::string{input} + ": needs gpus, and prices are for user files");
  }
  return source_text<Gpu>(
      {"<vramcalc/hardware/gpu.h>", "vramcalc::hardware", "Gpu", "builtin_gpus"}, input, file.gpus);
}

std::string model_source(std::string_view input) {
  const vramcalc::read::ModelFile file = vramcalc::read::read_model_catalogue(input);
  if (file.models.empty()) {
    throw std::runtime_error(std::string{input} + ": has no models");
  }
  return source_text<CatalogueModel>(
      {"<vramcalc/model/model.h>", "vramcalc::model", "CatalogueModel", "builtin_models"}, input,
      file.models);
}

int run(std::span<char* const> arguments) {
  const std::string_view kind = arguments.size() == 4 ? arguments[1] : "";
  if (kind != "gpus" && kind != "models") {
    std::cerr << "usage: compile_catalogue gpus|models INPUT.yaml OUTPUT.cpp\n";
    return 2;
  }
  // Made whole before the file is touched: a failed build leaves no half table behind.
  const std::string text = kind == "gpus" ? gpu_source(arguments[2]) : model_source(arguments[2]);
  std::ofstream out{arguments[3], std::ios::binary};
  out << text;
  out.close();
  if (!out) {
    std::cerr << "error: " << arguments[3] << ": cannot be written\n";
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv, static_cast<std::size_t>(argc)});
  } catch (const vramcalc::Error& error) {
    std::cerr << "error: " << error.what() << '\n';
    if (error.hint()) {
      std::cerr << "hint: " << vramcalc::render(*error.hint()) << '\n';
    }
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
  }
  return 1;
}
