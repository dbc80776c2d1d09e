// The tensors of a model as they are stored, with what their names say of them, and layers that are
// alike told once: what estimates sum up without reading hundreds of names again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <vramcalc/core/bytes.h>
#include <vramcalc/memory/work.h>
#include <vramcalc/model/architecture.h>
#include <vramcalc/model/recipe.h>

#include "memory/llama_cpp/tensor_role.h"
#include "memory/parts/tensor_name.h"
#include "memory/weights/spread.h"

namespace vramcalc::memory {

/// Of a kind of layers it stands for the same tensor of each; `stored` and the number in `name` are
/// those of the first.
struct WeightTensor {
  const model::StoredTensor* stored = nullptr;
  TensorName name;
  llama_cpp::TensorRole role;

  [[nodiscard]] const model::Shape& shape() const { return stored->tensor->shape; }
  [[nodiscard]] model::TensorPart part() const { return stored->tensor->part; }
  [[nodiscard]] Bytes bytes() const { return stored->bytes; }
};

/// Tensors that ranks share alike, as large as each other; without those that only GGUF files hold.
struct WeightShare {
  model::TensorPart part = model::TensorPart::language;
  Spread spread = Spread::replicated;
  bool is_behind_layers = false;
  Bytes bytes;    // of each
  StepWork work;  // likewise
  std::uint64_t tensors = 0;
};

/// Tensors that llama.cpp loads to one place; without towers.
struct WeightLoad {
  llama_cpp::Home home = llama_cpp::Home::layer;
  bool is_mirrored = false;
  bool is_mtp = false;
  Bytes bytes;  // of all
  std::uint64_t tensors = 0;
  std::uint64_t filled_tensors = 0;  // with any bytes
  StepWork work{};
};

/// `is_head`: of token embeddings that are the output matrix too.
[[nodiscard]] WeightLoad load_of(const WeightTensor& tensor, bool is_head = false);

/// Tensors of one layer, or of none.
struct WeightGroup {
  std::vector<WeightTensor> tensors;  // those of the language model first
  std::size_t language_tensors = 0;
  std::vector<WeightShare> shares;
  std::vector<WeightLoad> loads;

  [[nodiscard]] std::span<const WeightTensor> language() const {
    return std::span{tensors}.first(language_tensors);
  }
};

/// Layers that have the same tensors in the same storage, and do the same.
struct LayerKind {
  WeightGroup weights;
  std::optional<model::Layer> layer;  // nothing beyond the layers of the architecture
  // The first kind that is the same in this respect; of the tensors, those of the language model.
  std::size_t same_layer = 0;
  std::size_t same_shapes = 0;
  std::size_t same_storage = 0;
};

struct WeightLayer {
  std::uint64_t number = 0;
  std::size_t kind = 0;
  std::vector<const model::StoredTensor*> stored;  // in the order of the kind's tensors
};

class WeightTable {
 public:
  /// `stored` outlives it.
  WeightTable(const model::StoredModel& stored, const model::Architecture& architecture);

  /// What belongs to no layer. Shares hold towers, `tensors` do not.
  [[nodiscard]] const WeightGroup& whole() const { return whole_; }
  /// The very tensors of it, in its order.
  [[nodiscard]] std::span<const model::StoredTensor* const> stored_of_whole() const {
    return stored_of_whole_;
  }
  /// By number; those that have tensors.
  [[nodiscard]] std::span<const WeightLayer> layers() const { return layers_; }
  [[nodiscard]] std::span<const LayerKind> kinds() const { return kinds_; }
  [[nodiscard]] const LayerKind& kind_of(const WeightLayer& layer) const {
    return kinds_[layer.kind];
  }

  /// "token_embd.weight" and "output.weight"; null where there is none.
  [[nodiscard]] const WeightTensor* embeddings() const { return whole_tensor("token_embd.weight"); }
  [[nodiscard]] const WeightTensor* head() const { return whole_tensor("output.weight"); }

  [[nodiscard]] Bytes towers() const { return towers_; }  // vision and audio
  /// Layers with tensors of multi-token prediction.
  [[nodiscard]] std::size_t mtp_layers() const { return mtp_layers_; }

 private:
  [[nodiscard]] const WeightTensor* whole_tensor(std::string_view name) const;

  WeightGroup whole_;
  std::vector<const model::StoredTensor*> stored_of_whole_;
  std::vector<LayerKind> kinds_;
  std::vector<WeightLayer> layers_;
  Bytes towers_;
  std::size_t mtp_layers_ = 0;
};

}  // namespace vramcalc::memory
