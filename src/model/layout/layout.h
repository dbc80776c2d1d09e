// Building blocks of architectures: a vocabulary for writing down layers.
//
// An architecture is a function that fills a `Layout` from a config, layer by layer, under the
// tensor names of llama.cpp, whose quantisation recipes go by them:
//
//   void build_example(Layout& layout) {
//     const Dimensions& d = layout.dimensions();
//     layout.embeddings_and_head();
//     for (Block block : layout.blocks()) {
//       block.norm("attn_norm");
//       block.attention(grouped_attention(d));
//       block.norm("ffn_norm");
//       block.mlp({.length = d.feed_forward});
//     }
//   }
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <vramcalc/model/architecture.h>
#include <vramcalc/model/config.h>
#include <vramcalc/model/tensor.h>

namespace vramcalc::model {

/// More than any model has, few enough to list all their tensors.
inline constexpr std::uint64_t most_layers = 2'000;

/// The figures that almost every config has, under whichever name. 0 where absent.
struct Dimensions {
  std::uint64_t layers = 0;
  std::uint64_t hidden = 0;
  std::uint64_t vocabulary = 0;
  std::uint64_t heads = 0;
  std::uint64_t kv_heads = 0;     // as many as heads where not given
  std::uint64_t head_length = 0;  // hidden / heads where not given
  std::uint64_t feed_forward = 0;
  std::uint64_t experts = 0;
  std::uint64_t experts_used = 0;
  std::uint64_t expert_feed_forward = 0;  // moe_intermediate_size
  std::uint64_t shared_experts = 0;
  std::uint64_t leading_dense_layers = 0;
  std::uint64_t context = 0;
  std::uint64_t window = 0;  // sliding_window, of the layers that slide
  bool attention_bias = false;
  bool mlp_bias = false;
  bool tied = false;  // tie_word_embeddings, or the family's default

  [[nodiscard]] std::uint64_t query_length() const { return heads * head_length; }
  [[nodiscard]] std::uint64_t kv_length() const { return kv_heads * head_length; }
};

/// More experts than any model has, few enough to list their tensors.
inline constexpr std::uint64_t most_experts = 65'536;

/// Throws Error(bad_input) for figures that are missing in config and `defaults`, or make no sense.
[[nodiscard]] Dimensions read_dimensions(const Config& config, bool tied_by_default,
                                         const Dimensions& defaults = {});

/// Like Config::whole_or, but 0 is refused: for what divides or multiplies. The word "auto" stands
/// for `otherwise`.
[[nodiscard]] std::uint64_t positive_or(const Config& config, Keys keys, std::uint64_t otherwise);

/// Norms of queries and keys: what they extend over.
enum class QueryKeyNorm : std::uint8_t { none, head, all_heads, each_head };

struct AttentionTensors {
  GroupedAttention shape;
  bool bias = false;  // of q, k and v
  bool output_bias = false;
  QueryKeyNorm norm = QueryKeyNorm::none;
  bool fused = false;  // one attn_qkv
  /// Rows of attn_q where they are more than heads × key_length (a gate beside the query).
  std::uint64_t query_rows = 0;
  bool value_is_key = false;  // no attn_v
};

struct MlpTensors {
  std::uint64_t length = 0;
  bool gate = true;
  bool fused_gate = false;  // ffn_up holds gate and up
  bool bias = false;
};

struct ExpertTensors {
  std::uint64_t length = 0;
  std::uint64_t count = 0;  // experts of the model where 0
  std::uint64_t width = 0;  // hidden size where 0
  bool gate = true;
  bool fused_gate = false;       // ffn_gate_up_exps
  bool correction_bias = false;  // exp_probs_b
  StorageType router = StorageType::f32;
};

struct HeadTensors {
  std::string_view norm = "output_norm";  // empty: none
  bool norm_bias = false;
  bool output_bias = false;
};

class Layout;

/// One layer being written down. `blk.N.` stands before every name.
class Block {
 public:
  Block(Layout& layout, std::uint64_t index) : layout_(&layout), index_(index) {}

  [[nodiscard]] std::uint64_t index() const { return index_; }
  [[nodiscard]] const Dimensions& dimensions() const;

  /// 1-D, `bias`, norms, routers and convolutions are 32-bit, all else 16-bit, unless `type` says
  /// what the converter writes.
  void tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
              std::optional<StorageType> type = std::nullopt);
  void norm(std::string_view name, bool bias = false);  // over the hidden size
  /// attn_q, attn_k, attn_v, attn_output and what goes with them; sets the mixer.
  void attention(const AttentionTensors& attention);
  void mlp(const MlpTensors& mlp);                             // ffn_gate, ffn_up, ffn_down
  void experts(const ExpertTensors& experts);                  // ffn_gate_inp, ffn_*_exps
  void shared_expert(std::uint64_t length, bool gate = true);  // ffn_*_shexp
  void mixer(const TokenMixer& mixer);                         // where attention() does not set it

 private:
  // Error(bad_input) for a figure of a config that is 0 where it must not be.
  void require(std::uint64_t figure, Keys keys) const;

  Layout* layout_;
  std::uint64_t index_;
};

class BlockRange {
 public:
  class Iterator {
   public:
    Iterator(Layout& layout, std::uint64_t index) : layout_(&layout), index_(index) {}
    Block operator*() const { return {*layout_, index_}; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    friend bool operator!=(const Iterator& a, const Iterator& b) { return a.index_ != b.index_; }

   private:
    Layout* layout_;
    std::uint64_t index_;
  };

  BlockRange(Layout& layout, std::uint64_t count) : layout_(&layout), count_(count) {}
  [[nodiscard]] Iterator begin() const { return {*layout_, 0}; }
  [[nodiscard]] Iterator end() const { return {*layout_, count_}; }

 private:
  Layout* layout_;
  std::uint64_t count_;
};

class Layout {
 public:
  /// `whole` is the file, `text` its language part (the same where it has none). Both outlive it.
  Layout(Config whole, Config text, bool tied_by_default, const Dimensions& defaults = {});

  [[nodiscard]] const Config& config() const { return text_; }
  [[nodiscard]] const Config& whole_config() const { return whole_; }
  [[nodiscard]] const Dimensions& dimensions() const { return dimensions_; }
  /// For families whose figures are not where the others keep them; before blocks are added.
  Dimensions& dimensions() { return dimensions_; }
  /// heads and kv_heads are those of the config; a function whose first layer has others, or whose
  /// llama.cpp metadata is a list that begins with them, sets them.
  [[nodiscard]] Architecture& architecture() { return architecture_; }
  [[nodiscard]] const Inventory& inventory() const { return inventory_; }
  [[nodiscard]] Layer& layer(std::uint64_t index);

  void tensor(std::string_view name, std::initializer_list<std::uint64_t> shape,
              std::optional<StorageType> type = std::nullopt,
              TensorPart part = TensorPart::language);
  /// Shape and type of another tensor, under a new name.
  void tensor_like(std::string_view name, const Tensor& other, TensorPart part);
  /// token_embd, the last norm and, unless tied, output.
  void embeddings_and_head(const HeadTensors& head = {});
  /// rope_freqs of Llama 3's rope scaling, where the config asks for it.
  void rope_frequencies();
  /// Every layer once, in order.
  [[nodiscard]] BlockRange blocks();

  /// Whether layer `index` looks back only on a window: by layer_types, else all but every
  /// `full_every`-th. 0 means that no layer does.
  [[nodiscard]] bool slides(std::uint64_t index, std::uint64_t full_every) const;
  /// The entry of a list with one for every layer; Error(bad_input) where it is too short.
  template <typename List>
  [[nodiscard]] auto of_layer(const List& list, std::uint64_t index, std::string_view key) const {
    if (index >= list.size()) {
      fail_too_short(key, list.size());
    }
    return list[static_cast<std::size_t>(index)];
  }

  /// Which layers a list of their numbers names, the first being `first`; others are ignored.
  [[nodiscard]] std::vector<bool> numbered(const std::vector<std::uint64_t>& numbers,
                                           std::uint64_t first = 0) const;
  /// What `word`, out of the list `key`, means; Error(bad_input) where it is none of `known`.
  template <typename Meaning>
  [[nodiscard]] Meaning meaning(
      std::string_view key, std::string_view word,
      std::initializer_list<std::pair<std::string_view, Meaning>> known) const {
    for (const auto& [name, what] : known) {
      if (name == word) {
        return what;
      }
    }
    fail_unknown_word(key, word);
  }

  [[nodiscard]] Inventory take_inventory() { return std::move(inventory_); }
  [[nodiscard]] Architecture take_architecture() { return std::move(architecture_); }

 private:
  [[noreturn]] void fail_too_short(std::string_view key, std::size_t entries) const;
  [[noreturn]] void fail_unknown_word(std::string_view key, std::string_view word) const;

  Config whole_;
  Config text_;
  Dimensions dimensions_;
  Architecture architecture_;
  Inventory inventory_;
  std::vector<std::string_view> layer_types_;
};

/// Plain attention over the model's heads, without window: separate q, k and v.
[[nodiscard]] AttentionTensors grouped_attention(const Dimensions& dimensions);

}  // namespace vramcalc::model
