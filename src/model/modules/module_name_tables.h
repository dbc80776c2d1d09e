// Names of modules in checkpoints, as llama.cpp's converter reads them:
// https://github.com/ggml-org/llama.cpp gguf-py/gguf/tensor_mapping.py
#pragma once

#include <array>
#include <string_view>

namespace vramcalc::model {

struct ModuleRow {
  std::string_view gguf;   // llama.cpp's name within a layer
  std::string_view names;  // within a layer of the checkpoint, separated by spaces
};

inline constexpr std::array attention_modules{
    ModuleRow{"attn_q",
              "self_attn.q_proj attn.q_proj attn.wq attention.wq attention.q_proj mixer.q_proj"},
    ModuleRow{"attn_k",
              "self_attn.k_proj attn.k_proj attn.wk attention.wk attention.k_proj mixer.k_proj"},
    ModuleRow{"attn_v",
              "self_attn.v_proj attn.v_proj attn.wv attention.wv attention.v_proj mixer.v_proj"},
    ModuleRow{
        "attn_output",
        "self_attn.o_proj self_attn.out_proj self_attn.dense self_attention.dense attn.c_proj "
        "attn.out_proj attn.o_proj attention.wo attention.dense attention.o_proj mixer.o_proj"},
    ModuleRow{
        "attn_qkv",
        "self_attn.qkv_proj self_attn.W_pack self_attention.query_key_value attn.c_attn attn.Wqkv "
        "attention.wqkv attention.query_key_value att_proj"},
    ModuleRow{"attn_gate", "self_attn.g_proj self_attn.gate_proj"},
    ModuleRow{"attn_q_a", "self_attn.q_a_proj attn.wq_a"},
    ModuleRow{"attn_q_b", "self_attn.q_b_proj attn.wq_b"},
    ModuleRow{"attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa"},
    ModuleRow{"attn_kv", "attn.wkv self_attn.kv_proj"},
    ModuleRow{"attn_kv_b", "self_attn.kv_b_proj"},
    ModuleRow{"attn_k_b", "self_attn.kv_b_proj"},
    ModuleRow{"attn_v_b", "self_attn.kv_b_proj"},
    ModuleRow{"attn_output_a", "attn.wo_a self_attn.o_a_proj"},
    ModuleRow{"attn_output_b", "attn.wo_b self_attn.o_b_proj"},
    ModuleRow{"attn_compressor_kv", "attn.compressor.wkv"},
    ModuleRow{"attn_compressor_gate", "attn.compressor.wgate"},
    ModuleRow{"indexer.attn_q_b", "self_attn.indexer.wq_b attn.indexer.wq_b"},
    ModuleRow{"indexer.attn_k", "self_attn.indexer.wk attn.indexer.wk"},
    ModuleRow{"indexer.q_proj", "self_attn.index_q_proj"},
    ModuleRow{"indexer.k_proj", "self_attn.index_k_proj"},
    ModuleRow{"indexer.proj", "self_attn.indexer.weights_proj self_attn.indexers_proj"},
    ModuleRow{"indexer_compressor_kv", "attn.indexer.compressor.wkv"},
    ModuleRow{"indexer_compressor_gate", "attn.indexer.compressor.wgate"},
    ModuleRow{"ssm_f_a", "self_attn.f_a_proj"},
    ModuleRow{"ssm_f_b", "self_attn.f_b_proj"},
    ModuleRow{"ssm_g", "self_attn.g_proj"},
    ModuleRow{"ssm_g_a", "self_attn.g_a_proj"},
    ModuleRow{"ssm_g_b", "self_attn.g_b_proj"},
};

// Of layers with a gated delta net, whose names llama.cpp shares with attention's.
inline constexpr std::array delta_net_modules{
    ModuleRow{"attn_qkv", "linear_attn.in_proj_qkv linear_attn.in_proj_qkvz"},
    ModuleRow{"attn_gate", "linear_attn.in_proj_z linear_attn.in_proj_qkvz"},
    ModuleRow{"ssm_in", "linear_attn.in_proj_qkvz"},
    ModuleRow{"ssm_ba", "linear_attn.in_proj_ba"},
    ModuleRow{"ssm_alpha", "linear_attn.in_proj_a"},
    ModuleRow{"ssm_beta", "linear_attn.in_proj_b"},
    ModuleRow{"ssm_out", "linear_attn.out_proj"},
};

inline constexpr std::array other_modules{
    ModuleRow{"ssm_in", "mamba.in_proj mixer.in_proj"},
    ModuleRow{"ssm_x", "mamba.x_proj mixer.x_proj"},
    ModuleRow{"ssm_dt", "mamba.dt_proj mixer.dt_proj"},
    ModuleRow{"ssm_out", "mamba.out_proj mixer.out_proj"},
    ModuleRow{"ssm_beta", "self_attn.b_proj"},
    ModuleRow{"shortconv.in_proj", "conv.in_proj"},
    ModuleRow{"shortconv.out_proj", "conv.out_proj"},
    ModuleRow{"ffn_gate",
              "mlp.gate_proj feed_forward.gate_proj feed_forward.w1 mlp.w2 ffn.w1 mixer.gate_proj"},
    ModuleRow{"ffn_up",
              "mlp.up_proj mlp.gate_up_proj mlp.fc1 mlp.c_fc mlp.w1 mlp.dense_h_to_4h "
              "feed_forward.up_proj feed_forward.w3 ffn.w3 mixer.up_proj ff_proj"},
    ModuleRow{"ffn_down",
              "mlp.down_proj mlp.fc2 mlp.c_proj mlp.dense_4h_to_h feed_forward.down_proj "
              "feed_forward.w2 ffn.w2 mixer.down_proj ff_out"},
    ModuleRow{
        "ffn_gate_inp",
        "mlp.gate mlp.router block_sparse_moe.gate block_sparse_moe.router feed_forward.router "
        "feed_forward.gate ffn.gate mixer.gate router.proj"},
    ModuleRow{"ffn_gate_inp_shexp", "mlp.shared_expert_gate"},
    ModuleRow{"ffn_gate_exps",
              "mlp.experts.0.gate_proj mlp.experts.gate_up_proj block_sparse_moe.experts.0.w1 "
              "feed_forward.experts.0.gate_proj feed_forward.experts.gate_up_proj ffn.experts.0.w1 "
              "experts.gate_up_proj moe.gate_proj mlp.switch_mlp.gate_proj "
              "block_sparse_moe.switch_mlp.gate_proj"},
    ModuleRow{"ffn_up_exps",
              "mlp.experts.0.up_proj mlp.experts.gate_up_proj block_sparse_moe.experts.0.w3 "
              "feed_forward.experts.0.up_proj feed_forward.experts.gate_up_proj ffn.experts.0.w3 "
              "experts.gate_up_proj mixer.experts.0.up_proj moe.up_proj mlp.switch_mlp.up_proj "
              "block_sparse_moe.switch_mlp.up_proj"},
    ModuleRow{
        "ffn_gate_up_exps",
        "mlp.experts.gate_up_proj mlp.experts.0.gate_up_proj feed_forward.experts.gate_up_proj "
        "block_sparse_moe.input_linear experts.gate_up_proj"},
    ModuleRow{
        "ffn_down_exps",
        "mlp.experts.0.down_proj mlp.experts.down_proj block_sparse_moe.experts.0.w2 "
        "feed_forward.experts.0.down_proj feed_forward.experts.down_proj ffn.experts.0.w2 "
        "block_sparse_moe.output_linear experts.down_proj mixer.experts.0.down_proj moe.down_proj "
        "mlp.switch_mlp.down_proj block_sparse_moe.switch_mlp.down_proj"},
    ModuleRow{"ffn_gate_shexp",
              "mlp.shared_experts.gate_proj mlp.shared_expert.gate_proj "
              "block_sparse_moe.shared_experts.gate_proj feed_forward.shared_expert.gate_proj "
              "ffn.shared_experts.w1 mlp.shared_mlp.gate_proj share_expert.gate_proj"},
    ModuleRow{"ffn_up_shexp",
              "mlp.shared_experts.up_proj mlp.shared_expert.up_proj "
              "block_sparse_moe.shared_experts.up_proj feed_forward.shared_expert.up_proj "
              "ffn.shared_experts.w3 mlp.shared_mlp.up_proj mixer.shared_experts.up_proj "
              "share_expert.up_proj"},
    ModuleRow{"ffn_down_shexp",
              "mlp.shared_experts.down_proj mlp.shared_expert.down_proj "
              "block_sparse_moe.shared_experts.down_proj feed_forward.shared_expert.down_proj "
              "ffn.shared_experts.w2 mlp.shared_mlp.down_proj mixer.shared_experts.down_proj "
              "share_expert.down_proj"},
    ModuleRow{"ffn_latent_down", "mixer.fc1_latent_proj"},
    ModuleRow{"ffn_latent_up", "mixer.fc2_latent_proj"},
    ModuleRow{"inp_gate", "per_layer_input_gate"},
    ModuleRow{"proj", "per_layer_projection"},
    ModuleRow{"laurel_l", "laurel.linear_left"},
    ModuleRow{"laurel_r", "laurel.linear_right"},
    ModuleRow{"nextn.eh_proj", "eh_proj mtp.fc"},
    ModuleRow{"nextn.embed_tokens", "embed_tokens"},
    ModuleRow{"nextn.shared_head_head", "shared_head.head"},
};

inline constexpr std::array tower_modules{
    ModuleRow{"attn_q", "self_attn.q_proj attn.q attn.q_proj attention.q_proj"},
    ModuleRow{"attn_k", "self_attn.k_proj attn.k attn.k_proj attention.k_proj"},
    ModuleRow{"attn_v", "self_attn.v_proj attn.v attn.v_proj attention.v_proj"},
    ModuleRow{"attn_qkv", "attn.qkv self_attn.qkv wqkv"},
    ModuleRow{"attn_out", "self_attn.out_proj attn.proj self_attn.o_proj attention.o_proj"},
    ModuleRow{"attn_output", "self_attn.out_proj attn.proj self_attn.o_proj attention.o_proj"},
    ModuleRow{"ffn_gate", "mlp.gate_proj feed_forward.gate_proj"},
    ModuleRow{"ffn_up", "mlp.fc1 mlp.linear_fc1 mlp.up_proj feed_forward.up_proj"},
    ModuleRow{"ffn_down", "mlp.fc2 mlp.linear_fc2 mlp.down_proj feed_forward.down_proj"},
};

// Outside a tower's layers, below the prefix of the tower or of its projector.
inline constexpr std::array projector_modules{
    ModuleRow{"mm.0", "linear_1 mlp.0 linear_fc1"},
    ModuleRow{"mm.1", "linear_1 proj.0"},
    ModuleRow{"mm.2", "linear_2 mlp.2 linear_fc2 proj.2"},
    ModuleRow{"mm.merge.fc1", "linear_1"},
    ModuleRow{"mm.merge.fc2", "linear_2"},
    ModuleRow{"mm.patch_merger", "patch_merger.merging_layer"},
    ModuleRow{"mm.input_projection", "embedding_projection"},
    ModuleRow{"mm.model.fc", "linear_1 linear"},
    ModuleRow{"mm.model.mlp.1", "vision_adapter.mlp.fc1"},
    ModuleRow{"mm.model.mlp.2", "vision_adapter.mlp.fc2"},
    ModuleRow{"v.patch_embd", "patch_embedding.linear patch_embed.proj patch_embedding"},
};

// Gemma 4 has experts beside the dense layer, not within it.
inline constexpr std::array gemma4_modules{
    ModuleRow{"ffn_gate_exps", "experts.gate_up_proj experts.0.gate_proj moe.gate_proj"},
    ModuleRow{"ffn_up_exps", "experts.gate_up_proj experts.0.up_proj moe.up_proj"},
    ModuleRow{"ffn_gate_up_exps", "experts.gate_up_proj experts.0.gate_up_proj moe.gate_up_proj"},
    ModuleRow{"ffn_down_exps", "experts.down_proj experts.0.down_proj moe.down_proj"},
    ModuleRow{"ffn_gate_inp", "router.proj"},
};

// Outside the layers.
inline constexpr std::array whole_model_modules{
    ModuleRow{
        "token_embd",
        "model.embed_tokens model.language_model.embed_tokens language_model.model.embed_tokens "
        "transformer.wte transformer.word_embeddings transformer.embedding.word_embeddings "
        "backbone.embeddings embed"},
    ModuleRow{
        "output",
        "lm_head language_model.lm_head model.lm_head head output_layer transformer.output_layer "
        "embed_out transformer.ff_out"},
    ModuleRow{"per_layer_token_embd", "model.language_model.embed_tokens_per_layer"},
    ModuleRow{"per_layer_model_proj", "model.language_model.per_layer_model_projection"},
};

// How the name of a layer begins: the word that shows that a list uses it, and the beginning.
struct ModulePrefix {
  std::string_view word;
  std::string_view text;
};
inline constexpr std::array layer_prefixes{
    ModulePrefix{"", "model.layers."},
    ModulePrefix{"", "layers."},
    ModulePrefix{"language_model", "model.language_model.layers."},
    ModulePrefix{"language_model", "language_model.model.layers."},
    ModulePrefix{"backbone", "backbone.layers."},
    ModulePrefix{"transformer", "transformer.h."},
    ModulePrefix{"transformer", "transformer.blocks."},
    ModulePrefix{"transformer", "transformer.encoder.layers."},
    ModulePrefix{"transformer", "model.transformer.blocks."},
    ModulePrefix{"gpt_neox", "gpt_neox.layers."},
    ModulePrefix{"decoder", "model.decoder.layers."},
    ModulePrefix{"thinker", "thinker.model.layers."},
};
inline constexpr std::array vision_prefixes{
    ModulePrefix{"", "visual"},
    ModulePrefix{"visual", "model.visual"},
    ModulePrefix{"vision_tower", "vision_tower"},
    ModulePrefix{"vision_tower", "model.vision_tower"},
    ModulePrefix{"vision_tower", "vision_tower.vision_model"},
    ModulePrefix{"vision_model", "vision_model"},
    ModulePrefix{"vision_model", "model.vision_model"},
    ModulePrefix{"vision_backbone", "model.vision_backbone"},
    ModulePrefix{"vision_encoder", "vision_encoder"},
    ModulePrefix{"vpm", "vpm"},
};
inline constexpr std::array<std::string_view, 4> vision_layers{".blocks.", ".encoder.layers.",
                                                               ".model.layers.", ".layers."};
inline constexpr std::array<std::string_view, 7> projectors{
    "multi_modal_projector", "mm_projector",    "model.multi_modal_projector",
    "visual.merger",         "patch_merge_mlp", "model.embed_vision",
    "model.connector"};

}  // namespace vramcalc::model
