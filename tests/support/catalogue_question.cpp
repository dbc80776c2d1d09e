#include "support/catalogue_question.h"

#include <stdexcept>
#include <utility>

#include <vramcalc/advise/demand.h>
#include <vramcalc/hardware/find_gpu.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/read/model_file.h>

namespace vramcalc::test {

memory::Question question_about(const std::string& id, memory::Engine engine,
                                const std::string& precision) {
  for (const model::CatalogueModel& entry : model::builtin_models()) {
    if (entry.id == id) {
      memory::Question question;
      question.model = read::read_model_config_text(entry.config_json, id).model;
      question.format =
          precision.empty()
              ? model::native_format(question.model)
              : model::format_in(question.model, model::find_precision(precision), false);
      question.engine = std::move(engine);
      return question;
    }
  }
  throw std::runtime_error("no model " + id);
}

memory::GpuMemory gpu_of(const std::string& id) {
  const hardware::Gpu gpu = hardware::find_gpu(id, hardware::builtin_gpus()).gpu;
  return advise::gpus_of({{{gpu, 1}}}).front();
}

}  // namespace vramcalc::test
