#include "model/mtp/draft_layer.h"

#include <string>
#include <variant>
#include <vector>

namespace vramcalc::model {
namespace {

std::string block_prefix(std::uint64_t index) {
  return "blk." + std::to_string(index) + ".";
}

bool is_feed_forward(std::string_view name) {
  return name.starts_with("ffn_") || name.starts_with("exp_probs_b");
}

bool is_of_kind(const Layer& layer, BlockKind kind) {
  const auto* grouped = std::get_if<GroupedAttention>(&layer.mixer);
  const auto* latent = std::get_if<LatentAttention>(&layer.mixer);
  switch (kind) {
    case BlockKind::attention:
      return grouped != nullptr || latent != nullptr;
    case BlockKind::indexed_attention:
      return latent != nullptr && latent->index_key_length != 0;
    case BlockKind::sliding_attention:
      return grouped != nullptr && grouped->window != 0;
    case BlockKind::recurrent:
      return std::holds_alternative<Recurrent>(layer.mixer);
    case BlockKind::dense:
      return layer.feed_forward == FeedForwardKind::dense;
    case BlockKind::experts:
      return layer.feed_forward == FeedForwardKind::experts;
  }
  return false;
}

}  // namespace

std::uint64_t block_of_kind(Layout& layout, BlockKind kind) {
  const std::vector<Layer>& layers = layout.architecture().layers;
  std::uint64_t found = layers.size() - 1;
  for (std::uint64_t i = layers.size(); i-- > 0;) {
    if (is_of_kind(layers[static_cast<std::size_t>(i)], kind)) {
      found = i;
      if (kind != BlockKind::dense) {
        break;
      }
    }
  }
  return found;
}

void DraftLayer::block(std::uint64_t of) {
  repeat(of, true, true);
}

void DraftLayer::block(std::uint64_t attention_of, std::uint64_t feed_forward_of) {
  repeat(attention_of, true, false);
  repeat(feed_forward_of, false, true);
}

void DraftLayer::projection() {
  const std::uint64_t hidden = layout_.dimensions().hidden;
  tensor("nextn.enorm.weight", {hidden});
  tensor("nextn.hnorm.weight", {hidden});
  tensor("nextn.eh_proj.weight", {2 * hidden, hidden});
}

void DraftLayer::head_norm() {
  tensor("nextn.shared_head_norm.weight", {layout_.dimensions().hidden});
}

void DraftLayer::own_embedding() {
  tensor("nextn.embed_tokens.weight",
         {layout_.dimensions().hidden, layout_.dimensions().vocabulary});
}

void DraftLayer::own_head() {
  tensor("nextn.shared_head_head.weight",
         {layout_.dimensions().hidden, layout_.dimensions().vocabulary});
}

void DraftLayer::tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
                        std::optional<StorageType> type) {
  layout_.tensor(block_prefix(index_) + std::string{name}, shape, type, TensorPart::mtp);
}

// Shapes are read off the finished model rather than built a second time: families then need no
// functions of their own here.
void DraftLayer::repeat(std::uint64_t of, bool attention, bool feed_forward) {
  const std::string from = block_prefix(of);
  const std::string to = block_prefix(index_);
  std::vector<Tensor> repeated;  // adding tensors would move those that are read
  for (const Tensor& tensor : layout_.inventory().tensors()) {
    if (tensor.part != TensorPart::language || !tensor.name.starts_with(from)) {
      continue;
    }
    const bool wanted = is_feed_forward(tensor.name.substr(from.size())) ? feed_forward : attention;
    if (wanted) {
      repeated.push_back(tensor);
    }
  }
  for (const Tensor& tensor : repeated) {
    layout_.tensor_like(to + std::string{tensor.name.substr(from.size())}, tensor, TensorPart::mtp);
  }
}

}  // namespace vramcalc::model
