#include <string_view>
#include <vramcalc/core/error.h>
#include <vramcalc/read/catalogue.h>

#include "fuzz/check.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vramcalc;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const read::ModelFile file = read::parse_model_catalogue(text, "fuzz.yaml");
    for (const model::CatalogueModel& model : file.models) {
      fuzz::check(model.parameters > 0, "a model has parameters");
      fuzz::check(fuzz::is_utf8(model.name), "a model's name is UTF-8");
      fuzz::check(fuzz::is_printable(model.config_json, false), "a config is printable");
    }
  } catch (const Error& error) {
    fuzz::check_error(error, "fuzz.yaml");
  }
  return 0;
}
