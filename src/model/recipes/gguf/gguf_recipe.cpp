#include "model/recipes/gguf/gguf_recipe.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "model/recipes/gguf/category.h"
#include "model/recipes/gguf/chooser.h"
#include "model/recipes/gguf/file_type.h"

namespace vramcalc::model {
namespace {

bool is_in_file(const Tensor& tensor) {
  switch (tensor.part) {
    case TensorPart::language:
    case TensorPart::mtp:
    case TensorPart::generated:
      return true;
    case TensorPart::vision:
    case TensorPart::audio:
    case TensorPart::adapter:
    case TensorPart::scale:
      break;
  }
  return false;
}

std::vector<Candidate> candidates_of(std::span<const Tensor> tensors) {
  std::vector<Candidate> candidates;
  candidates.reserve(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& tensor = tensors[i];
    if (is_in_file(tensor) && may_be_quantised(tensor)) {
      candidates.push_back({i, block_number(tensor.name), category_of(tensor.name)});
    }
  }
  return candidates;
}

/// Puts those that are counted into llama-quantize's order within their category: by block, then by
/// name. The others may stand anywhere.
void sort_as_quantised(std::vector<Candidate>& candidates, std::span<const Tensor> tensors) {
  const auto others =
      std::partition(candidates.begin(), candidates.end(),
                     [](const Candidate& candidate) { return is_counted(candidate.category); });
  std::sort(candidates.begin(), others, [&](const Candidate& a, const Candidate& b) {
    if (a.category != b.category) {
      return a.category < b.category;
    }
    return a.block != b.block ? a.block < b.block
                              : tensors[a.position].name < tensors[b.position].name;
  });
}

// LLM_TYPE_70B, by architecture and number of layers:
// https://github.com/ggml-org/llama.cpp src/models/llama.cpp, qwen2.cpp, deci.cpp, olmo.cpp and
// jais2.cpp. Llama 1's 65B has as many layers and as many KV heads as heads.
bool is_70b(const Architecture& architecture) {
  const std::string& name = architecture.gguf_name;
  const std::size_t layers = architecture.layers.size();
  if (name == "llama") {
    return layers == 80 && architecture.kv_heads != architecture.heads;
  }
  if (name == "qwen2" || name == "deci" || name == "olmo") {
    return layers == 80;
  }
  return name == "jais2" && layers == 68;
}

std::size_t count(std::span<const Candidate> candidates, TensorCategory category) {
  const auto found =
      std::count_if(candidates.begin(), candidates.end(),
                    [&](const Candidate& candidate) { return candidate.category == category; });
  return static_cast<std::size_t>(found);
}

Mixture mixture_of(const Architecture& architecture, std::span<const Candidate> candidates,
                   const GgufFileTypeFacts& file, bool imatrix) {
  Mixture mixture;
  mixture.file = file.type;
  mixture.usual = file.usual;
  mixture.imatrix = imatrix;
  mixture.falcon = architecture.gguf_name == "falcon";
  mixture.is_70b = is_70b(architecture);
  mixture.tied = count(candidates, TensorCategory::output) == 0;
  mixture.experts = architecture.experts;
  mixture.heads_per_kv_head =
      architecture.kv_heads == 0 ? 0 : architecture.heads / architecture.kv_heads;
  mixture.layers = architecture.layers.size();
  mixture.value_tensors = count(candidates, TensorCategory::attention_value);
  return mixture;
}

// A mixture goes by how many tensors a file has, draft layers included. One that is still to be
// made of a published config is made without them (`convert_hf_to_gguf.py --no-mtp`).
std::vector<Candidate> counted_candidates(std::vector<Candidate> candidates,
                                          std::span<const Tensor> tensors,
                                          const Architecture& architecture) {
  const bool is_of_file = architecture.model_type.empty();
  if (!is_of_file) {
    std::erase_if(candidates, [&](const Candidate& candidate) {
      return tensors[candidate.position].part == TensorPart::mtp;
    });
  }
  return candidates;
}

const GgufFileTypeFacts& file_type_named(const std::string& name) {
  const GgufFileTypeFacts* file = find_gguf_file_type(name);
  if (file == nullptr) {
    throw Error(ErrorKind::not_found,
                {MessageId::error_unknown_precision, {{"name", printable(name)}}},
                Text{MessageId::hint_list_precisions, {}});
  }
  return *file;
}

}  // namespace

bool is_gguf_file_type(std::string_view name) {
  return find_gguf_file_type(name) != nullptr;
}

// Bytes of tensors, as llama.cpp reports them; the padding of each to 32 bytes in a file is none of
// a tensor's memory.
StoredModel store_as_gguf(const Inventory& inventory, const Architecture& architecture,
                          const GgufRecipe& recipe) {
  const std::span<const Tensor> tensors = inventory.tensors();
  std::vector<Candidate> candidates = candidates_of(tensors);
  sort_as_quantised(candidates, tensors);
  TypeChooser chooser(mixture_of(architecture,
                                 counted_candidates(candidates, tensors, architecture),
                                 file_type_named(recipe.file_type), recipe.imatrix));
  std::vector<StorageType> types(tensors.size());
  std::transform(tensors.begin(), tensors.end(), types.begin(),
                 [](const Tensor& tensor) { return tensor.type; });
  for (const Candidate& candidate : candidates) {
    types[candidate.position] = chooser.next(candidate, tensors[candidate.position].shape);
  }
  StoredModel stored;
  stored.tensors.reserve(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    stored.tensors.push_back(
        {&tensors[i], facts_of(types[i]).name, bytes_of(tensors[i].shape, types[i]), 0});
  }
  return stored;
}

}  // namespace vramcalc::model
