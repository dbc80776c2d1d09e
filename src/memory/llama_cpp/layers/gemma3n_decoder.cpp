// Gemma 3n: several streams of which one is active, mixed before and after every layer; a learned
// low-rank residual beside attention; a short vector for every layer.
// https://github.com/ggml-org/llama.cpp src/models/gemma3n.cpp
#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/layers/per_layer_inputs.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// n_layer_sparsity of src/models/models.h
constexpr std::size_t sparse_layers = 10;

class Gemma3nDecoder : public Decoder {
 public:
  using Decoder::Decoder;

  [[nodiscard]] std::uint64_t variant(std::size_t layer) const override {
    return layer < sparse_layers ? 1 : 0;
  }

  [[nodiscard]] NodeId begin() override {
    const NodeId stream = Decoder::begin();
    inputs_.begin(builder(), stream);
    width_ = graph()[stream].shape[0];
    streams_ = whole().matrices("altup_proj.weight") + 1;
    const NodeId length = magnitude(stream);
    const NodeId repeated =
        graph().add_node(Operation::other, "altup_repeated", stacked(streams_ - 1), {stream});
    const NodeId others = rescaled("altup_proj.weight", repeated, length);
    return graph().add_node(Operation::concatenate, "inp_stacked", stacked(streams_),
                            {stream, others});
  }

  [[nodiscard]] NodeId layer(std::size_t index, NodeId all) override {
    const LayerTensors& own = tensors(index);
    const auto* attention =
        std::get_if<model::GroupedAttention>(&builder().architecture().layers[index].mixer);
    if (attention == nullptr) {
      return Decoder::layer(index, all);
    }
    const NodeId predicted = predict(own, all);
    const NodeId active = one_of(predicted);
    const NodeId normed = builder().norm("attn_norm", active, own, "attn_norm.weight");
    const NodeId beside = low_rank(own, normed);
    NodeId attended = grouped_attention(builder(), own, *attention, normed);
    attended = builder().norm("attn_post_norm", attended, own, "post_attention_norm.weight");
    attended = graph().like(Operation::add, "attn_gated", {attended, active});
    attended = graph().like(Operation::add, "attn_laurel", {attended, beside});
    attended = graph().like(Operation::scale, "attn_laurel", {attended});
    NodeId fed = builder().norm("ffn_norm", attended, own, "ffn_norm.weight");
    fed = feed(own, fed, index < sparse_layers);
    fed = builder().norm("ffn_post_norm", fed, own, "post_ffw_norm.weight");
    fed = graph().like(Operation::add, "attn_ffw_laurel_gated", {fed, attended});
    const NodeId corrected = correct(own, predicted, fed);
    NodeId first = one_of(corrected);
    first = graph().like(Operation::multiply, "first_prediction", {first});
    first = inputs_.apply(builder(), own, first);
    const NodeId kept = one_of(corrected);
    const NodeId others = graph().view(corrected, stacked(streams_ - 1), true);
    const NodeId moved = graph().like(Operation::add, "corrected", {others, first});
    return graph().add_node(Operation::concatenate, "l_out", stacked(streams_), {kept, moved});
  }

  [[nodiscard]] NodeId end(NodeId all) override {
    const NodeId length = magnitude(one_of(all));
    const NodeId others = graph().view(all, stacked(streams_ - 1), true);
    const NodeId merged = rescaled("altup_unembd_proj.weight", others, length);
    NodeId stream = one_of(all);
    for (std::uint64_t i = 1; i < streams_; ++i) {
      stream = graph().like(Operation::add, "unembd_merged", {stream, one_of(merged)});
    }
    stream = graph().like(Operation::scale, "unembd_merged", {stream});
    stream = select_outputs(stream);
    return builder().norm("result_norm", stream, whole(), "output_norm.weight");
  }

 private:
  [[nodiscard]] NodeShape stacked(std::uint64_t streams) const {
    return {width_, builder().tokens(), streams, 1};
  }
  [[nodiscard]] NodeId one_of(NodeId streams) const {
    return graph().view(streams, {width_, builder().tokens(), 1, 1});
  }

  // {1, …}: the root of the sum of squares (calc_magnitude).
  [[nodiscard]] NodeId magnitude(NodeId source) const {
    NodeShape shape = graph()[source].shape;
    shape[0] = 1;
    const NodeId squares = graph().like(Operation::square, "magnitude", {source});
    const NodeId sum = graph().add_node(Operation::sum_rows, "magnitude", shape, {squares});
    return graph().like(Operation::square_root, "magnitude", {sum});
  }

  // Projected streams, as long as the active one.
  [[nodiscard]] NodeId rescaled(std::string_view weight, NodeId source, NodeId length) const {
    const NodeId projected = builder().linear("altup_proj", whole(), weight, "", source);
    const NodeId new_length = magnitude(projected);
    const NodeId scaled = graph().like(Operation::multiply, "altup_proj", {projected, length});
    return graph().like(Operation::divide, "altup_proj", {scaled, new_length});
  }

  // Which streams a token leans to: {streams, tokens} (altup_compute_router_modalities).
  [[nodiscard]] NodeId modalities(const LayerTensors& own, NodeId source) const {
    NodeId routed = builder().norm("altup_router", source, own, "altup_router_norm.weight");
    routed = graph().like(Operation::scale, "altup_router", {routed});
    routed = builder().linear("modalities", own, "altup_router.weight", "", routed);
    return graph().like(Operation::unary, "modalities", {routed});
  }

  // altup_predict
  [[nodiscard]] NodeId predict(const LayerTensors& own, NodeId all) const {
    const std::uint64_t tokens = builder().tokens();
    NodeId mixing = builder().linear("all_coefs", own, "altup_predict_coef.weight", "",
                                     modalities(own, one_of(all)));
    mixing = graph().reshape(mixing, {streams_, streams_, tokens, 1});
    const NodeShape turned{streams_, width_, tokens, 1};
    const NodeId rows = graph().add_node(Operation::contiguous, "altup_turned", turned,
                                         {graph().permute(all, turned)});
    const NodeId mixed = graph().add_node(Operation::matrix_product, "altup_mixed",
                                          {width_, streams_, tokens, 1}, {rows, mixing});
    const NodeId back = graph().add_node(Operation::contiguous, "predictions", stacked(streams_),
                                         {graph().permute(mixed, stacked(streams_))});
    return graph().like(Operation::add, "predictions", {back, all});
  }

  // altup_correct
  [[nodiscard]] NodeId correct(const LayerTensors& own, NodeId predicted, NodeId active) const {
    const NodeId leaning = modalities(own, active);
    NodeId change = graph().like(Operation::subtract, "innovation", {active, one_of(predicted)});
    NodeId factors = builder().linear("all_coefs", own, "altup_correct_coef.weight", "", leaning);
    factors = graph().like(Operation::scale, "all_coefs", {factors});
    factors = graph().add_node(Operation::contiguous, "all_coefs",
                               {1, builder().tokens(), streams_, 1}, {graph().transpose(factors)});
    change = graph().add_node(Operation::other, "innovation", stacked(streams_), {change});
    change = graph().like(Operation::multiply, "corrected", {change, factors});
    return graph().like(Operation::add, "corrected", {change, predicted});
  }

  // laurel
  [[nodiscard]] NodeId low_rank(const LayerTensors& own, NodeId source) const {
    NodeId result = builder().linear("laurel_l", own, "laurel_l.weight", "", source);
    result = builder().linear("laurel_r", own, "laurel_r.weight", "", result);
    result = builder().norm("laurel_out", result, own, "laurel_post_norm.weight");
    return graph().like(Operation::add, "laurel_out", {result, source});
  }

  [[nodiscard]] NodeId feed(const LayerTensors& own, NodeId source, bool is_sparse) const {
    const NodeId up = builder().linear("ffn_up", own, "ffn_up.weight", "", source);
    NodeId gate = builder().linear("ffn_gate", own, "ffn_gate.weight", "", source);
    if (is_sparse) {
      gate = strongest(gate);
    }
    gate = graph().like(Operation::unary, "ffn_gate", {gate});
    const NodeId active = graph().like(Operation::multiply, "ffn_geglu", {up, gate});
    return builder().linear("ffn_down", own, "ffn_down.weight", "", active);
  }

  // What lies above a multiple of the deviation (gaussian_topk).
  [[nodiscard]] NodeId strongest(NodeId gate) const {
    const NodeShape single{1, builder().tokens(), 1, 1};
    const NodeId mean = graph().add_node(Operation::other, "mean", single, {gate});
    NodeId deviation = graph().like(Operation::subtract, "deviation", {gate, mean});
    deviation = graph().like(Operation::square, "deviation", {deviation});
    deviation = graph().add_node(Operation::sum_rows, "deviation", single, {deviation});
    deviation = graph().like(Operation::scale, "deviation", {deviation});
    deviation = graph().like(Operation::square_root, "deviation", {deviation});
    deviation = graph().like(Operation::scale, "deviation", {deviation});
    const NodeId limit = graph().like(Operation::add, "cutoff", {mean, deviation});
    const NodeId above = graph().like(Operation::subtract, "above", {gate, limit});
    return graph().like(Operation::unary, "above", {above});
  }

  std::uint64_t width_ = 0;
  std::uint64_t streams_ = 0;
  PerLayerInputs inputs_;
};

}  // namespace

std::unique_ptr<Decoder> gemma3n_decoder(Builder& builder) {
  return std::make_unique<Gemma3nDecoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
