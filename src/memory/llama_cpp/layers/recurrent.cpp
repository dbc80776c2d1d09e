#include "memory/llama_cpp/layers/recurrent.h"

#include <string>

#include <vramcalc/core/error.h>

namespace vramcalc::memory::llama_cpp {

NodeId recurrent(Builder& builder, const LayerTensors& tensors, const model::Recurrent& mixer,
                 NodeId source) {
  switch (mixer.kind) {
    case model::RecurrentKind::mamba:
      return mamba(builder, tensors, mixer, source);
    case model::RecurrentKind::mamba2:
      return tensors.has("ssm_x.weight") ? plamo2_mamba(builder, tensors, mixer, source)
                                         : mamba2(builder, tensors, mixer, source);
    case model::RecurrentKind::gated_delta_net:
      return gated_delta_net(builder, tensors, mixer, source);
    case model::RecurrentKind::kimi_delta_attention:
      return kimi_delta_attention(builder, tensors, mixer, source);
    case model::RecurrentKind::short_convolution:
      return short_convolution(builder, tensors, mixer, source);
    case model::RecurrentKind::lightning_attention:
    case model::RecurrentKind::rwkv:  // RWKV 6 has a decoder of its own
      break;
  }
  throw Error{ErrorKind::unsupported, Text{MessageId::llama_cpp_unknown_layers,
                                           {{"family", std::string{builder.family()}}}}};
}

}  // namespace vramcalc::memory::llama_cpp
