// The words for lines of memory: what takes it, how that is known, where its numbers come from.
#include "report/names.h"

namespace vramcalc::report {

// As in names.cpp, every switch names every value.

std::string program_name(const memory::Engine& engine) {
  const auto* llama_cpp = std::get_if<memory::LlamaCpp>(&engine);
  const bool is_ollama =
      llama_cpp != nullptr && llama_cpp->program == memory::LlamaCppProgram::ollama;
  return std::string{is_ollama ? memory::id_of(llama_cpp->program) : memory::id_of(engine)};
}

std::string_view id_of(memory::Component component) {
  switch (component) {
    case memory::Component::weights:
      return "weights";
    case memory::Component::mtp_weights:
      return "mtp_weights";
    case memory::Component::vision_weights:
      return "vision_weights";
    case memory::Component::adapter_weights:
      return "adapter_weights";
    case memory::Component::draft_model:
      return "draft_model";
    case memory::Component::kv_cache:
      return "kv_cache";
    case memory::Component::recurrent_state:
      return "recurrent_state";
    case memory::Component::compute:
      return "compute";
    case memory::Component::activations:
      return "activations";
    case memory::Component::cuda_graphs:
      return "cuda_graphs";
    case memory::Component::output:
      return "output";
    case memory::Component::communication:
      return "communication";
    case memory::Component::context:
      return "context";
    case memory::Component::prompt_cache:
      return "prompt_cache";
    case memory::Component::reserve:
      break;
  }
  return "reserve";
}

std::string_view id_of(memory::Basis basis) {
  switch (basis) {
    case memory::Basis::exact:
      return "exact";
    case memory::Basis::derived:
      return "derived";
    case memory::Basis::heuristic:
      return "heuristic";
    case memory::Basis::measured:
      break;
  }
  return "measured";
}

std::string_view id_of(memory::Method method) {
  return method == memory::Method::rule ? "rule" : "detailed";
}

std::string_view id_of(memory::TermUnit unit) {
  switch (unit) {
    case memory::TermUnit::count:
      return "count";
    case memory::TermUnit::tokens:
      return "tokens";
    case memory::TermUnit::bytes:
      return "bytes";
    case memory::TermUnit::percent:
      break;
  }
  return "percent";
}

std::string_view id_of(memory::TermOrigin origin) {
  switch (origin) {
    case memory::TermOrigin::model:
      return "model";
    case memory::TermOrigin::workload:
      return "workload";
    case memory::TermOrigin::engine:
      return "engine";
    case memory::TermOrigin::hardware:
      return "hardware";
    case memory::TermOrigin::constant:
      return "constant";
    case memory::TermOrigin::computed:
      break;
  }
  return "computed";
}

MessageId label_of(memory::Component component) {
  switch (component) {
    case memory::Component::weights:
      return MessageId::label_weights;
    case memory::Component::mtp_weights:
      return MessageId::label_mtp_weights;
    case memory::Component::vision_weights:
      return MessageId::label_vision_weights;
    case memory::Component::adapter_weights:
      return MessageId::label_adapter_weights;
    case memory::Component::draft_model:
      return MessageId::label_draft_model;
    case memory::Component::kv_cache:
      return MessageId::label_kv_cache;
    case memory::Component::recurrent_state:
      return MessageId::label_recurrent_state;
    case memory::Component::compute:
      return MessageId::label_compute;
    case memory::Component::activations:
      return MessageId::label_activations;
    case memory::Component::cuda_graphs:
      return MessageId::label_cuda_graphs;
    case memory::Component::output:
      return MessageId::label_output;
    case memory::Component::communication:
      return MessageId::label_communication;
    case memory::Component::context:
      return MessageId::label_gpu_context;
    case memory::Component::prompt_cache:
      return MessageId::label_prompt_cache;
    case memory::Component::reserve:
      break;
  }
  return MessageId::label_reserve;
}

MessageId label_of(memory::Basis basis) {
  switch (basis) {
    case memory::Basis::exact:
      return MessageId::basis_exact;
    case memory::Basis::derived:
      return MessageId::basis_derived;
    case memory::Basis::heuristic:
      return MessageId::basis_heuristic;
    case memory::Basis::measured:
      break;
  }
  return MessageId::basis_measured;
}

MessageId label_of(memory::TermOrigin origin) {
  switch (origin) {
    case memory::TermOrigin::model:
      return MessageId::origin_model;
    case memory::TermOrigin::workload:
      return MessageId::origin_workload;
    case memory::TermOrigin::engine:
      return MessageId::origin_engine;
    case memory::TermOrigin::hardware:
      return MessageId::origin_hardware;
    case memory::TermOrigin::constant:
      return MessageId::origin_constant;
    case memory::TermOrigin::computed:
      break;
  }
  return MessageId::origin_computed;
}

MessageId label_of(memory::Method method) {
  return method == memory::Method::rule ? MessageId::label_rule_of_thumb
                                        : MessageId::label_exact_weights;
}

}  // namespace vramcalc::report
