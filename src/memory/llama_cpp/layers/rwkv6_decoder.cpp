// RWKV 6, whose layers mix tokens and then channels, each with the token before:
// llama.cpp's src/models/rwkv6.cpp and rwkv6-base.cpp.
#include "memory/llama_cpp/layers/decoder.h"
#include "memory/llama_cpp/layers/recurrent.h"

namespace vramcalc::memory::llama_cpp {
namespace {

// r, k, v, g and the decay w each read a mixture of their own.
constexpr std::uint64_t mixtures = 5;

struct Shifted {
  NodeId now = no_node;     // {hidden, tokens, sequences}
  NodeId before = no_node;  // each token's predecessor
};

class Rwkv6Decoder : public Decoder {
 public:
  using Decoder::Decoder;

  [[nodiscard]] NodeId layer(std::size_t index, NodeId stream) override {
    const LayerTensors& layer = tensors(index);
    const auto& mixer = std::get<model::Recurrent>(builder().architecture().layers[index].mixer);
    const std::uint64_t hidden = builder().architecture().hidden_size;
    const auto [sequences, tokens] = sequences_of(builder());
    const NodeShape flat{hidden, builder().tokens(), 1, 1};
    stream = graph().reshape(stream, {hidden, tokens, sequences, 1});
    States shifts{builder(), "cache_r", mixer.convolution_elements};
    const NodeId last = graph().reshape(shifts.load("token_shift"), {hidden, 2, sequences, 1});

    const Shifted attended =
        shift(last, builder().norm("attn_norm", stream, layer, "attn_norm.weight"));
    NodeId mixed = time_mix(layer, mixer, attended);
    NodeId sum = graph().like(Operation::add, "ffn_inp", {mixed, stream});
    const Shifted fed = shift(last, builder().norm("ffn_norm", sum, layer, "attn_norm_2.weight"));
    shifts.store(graph().view(
        graph().add_node(Operation::concatenate, "token_shift", {hidden, 2, sequences, 1},
                         {last_of(attended.now), last_of(fed.now)}),
        {mixer.convolution_elements * sequences, 1, 1, 1}));

    sum = graph().reshape(sum, flat);
    Shifted channels{graph().reshape(fed.now, flat), graph().reshape(fed.before, flat)};
    if (index + 1 == builder().architecture().layers.size()) {
      sum = select_outputs(sum);
      channels = {select_outputs(channels.now), select_outputs(channels.before)};
    }
    return graph().like(Operation::add, "l_out", {channel_mix(layer, channels), sum});
  }

 private:
  // The state holds the token before the first.
  Shifted shift(NodeId last, NodeId now) {
    NodeShape shape = graph()[now].shape;
    const NodeId first = graph().view(last, {shape[0], 1, shape[2], 1}, false);
    const NodeId others = graph().view(now, {shape[0], shape[1] - 1, shape[2], 1}, false);
    return {now, graph().add_node(Operation::concatenate, "x_prev", shape, {first, others})};
  }

  NodeId last_of(NodeId tokens) {
    const NodeShape shape = graph()[tokens].shape;
    return graph().view(tokens, {shape[0], 1, shape[2], 1}, false);
  }

  NodeId activate(NodeId source) { return graph().like(Operation::unary, "activated", {source}); }

  NodeId linear(const LayerTensors& layer, std::string_view weight, NodeId source) {
    return builder().linear(weight, layer, weight, "", source);
  }

  // What each of the five reads, one behind the other: {hidden, 1, tokens, 5}.
  NodeId mix(const LayerTensors& layer, NodeId now, NodeId change) {
    const std::uint64_t hidden = graph()[now].shape[0];
    const std::uint64_t tokens = graph()[now].shape[1];
    const std::uint64_t rank = layer.rows("time_mix_w1.weight") / mixtures;
    NodeId mixed = graph().like(Operation::multiply, "xxx", {change});
    mixed = graph().like(Operation::add, "xxx", {mixed, now});
    mixed = activate(linear(layer, "time_mix_w1.weight", mixed));
    mixed = graph().reshape(mixed, {rank, 1, mixtures, tokens});
    mixed = graph().add_node(Operation::contiguous, "xxx", {rank, 1, tokens, mixtures},
                             {graph().permute(mixed, {rank, 1, tokens, mixtures})});
    const NodeId weights =
        graph().reshape(graph().external("time_mix_w2"), {rank, hidden, 1, mixtures});
    mixed = graph().add_node(Operation::matrix_product, "xxx", {hidden, 1, tokens, mixtures},
                             {weights, mixed});
    mixed = graph().like(Operation::add, "xxx", {mixed});
    mixed = graph().like(Operation::multiply, "xxx",
                         {mixed, graph().reshape(change, {hidden, 1, tokens, 1})});
    return graph().like(Operation::add, "xxx",
                        {mixed, graph().reshape(now, {hidden, 1, tokens, 1})});
  }

  NodeId time_mix(const LayerTensors& layer, const model::Recurrent& mixer,
                  const Shifted& shifted) {
    const std::uint64_t hidden = graph()[shifted.now].shape[0];
    const auto [sequences, tokens] = sequences_of(builder());
    const std::uint64_t length = layer.columns("time_mix_first.weight");  // of one head
    const NodeShape flat{hidden, builder().tokens(), 1, 1};
    const NodeShape heads{length, hidden / length, builder().tokens(), 1};
    const NodeId change = graph().like(Operation::subtract, "sx", {shifted.before, shifted.now});
    const NodeId mixed =
        mix(layer, graph().reshape(shifted.now, flat), graph().reshape(change, flat));
    const auto part = [&] { return graph().view(mixed, flat); };
    const auto project = [&](std::string_view weight) {
      return graph().reshape(linear(layer, weight, part()), heads);
    };
    const NodeId receptance = project("time_mix_receptance.weight");
    const NodeId keys = project("time_mix_key.weight");
    const NodeId values = project("time_mix_value.weight");
    const NodeId gate = activate(linear(layer, "time_mix_gate.weight", part()));
    NodeId decay = activate(linear(layer, "time_mix_decay_w1.weight", part()));
    decay = graph().like(Operation::add, "w", {linear(layer, "time_mix_decay_w2.weight", decay)});
    decay = graph().reshape(activate(activate(activate(decay))), heads);

    States states{builder(), "cache_s", mixer.state_elements};
    const NodeId state = states.load("wkv_state");
    const NodeId output = graph().add_node(Operation::other, "wkv",
                                           {hidden, builder().tokens() + length * sequences, 1, 1},
                                           {keys, values, receptance, decay, state});
    NodeId result = graph().view(output, {hidden * builder().tokens(), 1, 1, 1});
    states.store(graph().view(output, {mixer.state_elements * sequences, 1, 1, 1}));
    result = graph().like(Operation::layer_norm, "wkv", {graph().reshape(result, heads)});
    result = graph().like(Operation::multiply, "wkv", {graph().reshape(result, flat)});
    result = graph().like(Operation::add, "wkv", {result});
    result = graph().like(Operation::multiply, "wkv", {result, gate});
    return graph().reshape(linear(layer, "time_mix_output.weight", result),
                           {hidden, tokens, sequences, 1});
  }

  NodeId channel_mix(const LayerTensors& layer, const Shifted& shifted) {
    const NodeId change = graph().like(Operation::subtract, "sx", {shifted.before, shifted.now});
    const auto mixture = [&](std::string_view name) {
      return graph().like(Operation::add, name,
                          {graph().like(Operation::multiply, name, {change}), shifted.now});
    };
    const NodeId for_keys = mixture("xk");
    const NodeId receptance =
        activate(linear(layer, "channel_mix_receptance.weight", mixture("xr")));
    NodeId keys = activate(linear(layer, "channel_mix_key.weight", for_keys));
    keys = graph().like(Operation::square, "ffn_key", {keys});
    return graph().like(Operation::multiply, "ffn_out",
                        {receptance, linear(layer, "channel_mix_value.weight", keys)});
  }
};

}  // namespace

std::unique_ptr<Decoder> rwkv6_decoder(Builder& builder) {
  return std::make_unique<Rwkv6Decoder>(builder);
}

}  // namespace vramcalc::memory::llama_cpp
