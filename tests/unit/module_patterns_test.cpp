// The patterns that configs write over module names, against llama.cpp's tensor names.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/error.h>

#include "model/modules/module_patterns.h"
#include "model/modules/name_regex.h"

namespace vramcalc::model {
namespace {

Architecture four_layers() {
  Architecture architecture;
  architecture.layers.resize(4);
  return architecture;
}

bool matches(const std::string& pattern, std::string_view tensor,
             TensorPart part = TensorPart::language) {
  const Architecture architecture = four_layers();
  return ModuleMatcher{{{pattern}}, architecture}.matches({tensor, {8, 8}, StorageType::f16, part});
}

bool expression_matches(std::string_view pattern, std::string_view text) {
  const std::optional<NameRegex> expression = NameRegex::compile(pattern);
  REQUIRE(expression);
  return expression->matches(text);
}

}  // namespace

TEST_CASE("plain module names match whole parts", "[patterns]") {
  CHECK(matches("lm_head", "output.weight"));
  CHECK(matches("lm_head.weight", "output.weight"));
  CHECK(matches("language_model.lm_head", "output.weight"));
  CHECK(matches("model.embed_tokens", "token_embd.weight"));
  CHECK(matches("gate", "blk.3.ffn_gate_inp.weight"));
  CHECK_FALSE(matches("gate", "blk.3.ffn_gate.weight"));
  CHECK(matches("mlp.gate", "blk.3.ffn_gate_inp.weight"));
  CHECK_FALSE(matches("model.layers.3.mlp.gate", "blk.3.ffn_gate.weight"));
  CHECK(matches("model.layers.0.", "blk.0.ffn_up.weight"));
  CHECK_FALSE(matches("model.layers.1", "blk.10.ffn_up.weight"));
  CHECK(matches("model.layers.2.self_attn", "blk.2.attn_output.weight"));
  CHECK(matches("language_model.model.layers.2.self_attn.q_proj", "blk.2.attn_q.weight"));
  CHECK(matches("model.language_model.layers.2.self_attn.q_proj", "blk.2.attn_q.weight"));
  CHECK_FALSE(matches("language_model.model.layers.2.self_attn.q_proj", "blk.2.attn_k.weight"));
  CHECK(matches("self_attn.kv_b_proj", "blk.0.attn_k_b.weight"));
  CHECK(matches("transformer.h.1.attn.c_attn", "blk.1.attn_qkv.weight"));
  CHECK(matches("backbone.layers.1.mixer.in_proj", "blk.1.ssm_in.weight"));
}

TEST_CASE("experts go by their first", "[patterns]") {
  CHECK(matches("model.layers.1.mlp.experts.0.up_proj", "blk.1.ffn_up_exps.weight"));
  CHECK(matches("block_sparse_moe.experts", "blk.1.ffn_down_exps.weight"));
  CHECK_FALSE(matches("mlp.shared_experts", "blk.1.ffn_up_exps.weight"));
  CHECK(matches("mlp.shared_experts", "blk.1.ffn_up_shexp.weight"));
  CHECK(matches("mlp.shared_expert", "blk.1.ffn_up_shexp.weight"));
  CHECK_THROWS_WITH(
      matches("model.layers.1.mlp.experts.7.up_proj", "blk.1.ffn_up_exps.weight"),
      "the module pattern 'model.layers.1.mlp.experts.7.up_proj' of the quantisation names one "
      "expert of several");
  const Architecture architecture = four_layers();
  CHECK_NOTHROW(ModuleMatcher{{{"mlp.experts.1.up_proj", "mlp.experts.0.up_proj"}}, architecture});
}

TEST_CASE("wildcards match a module or what it lies in", "[patterns]") {
  CHECK(matches("model.layers.*.self_attn", "blk.3.attn_v.weight"));
  CHECK_FALSE(matches("model.layers.*.self_attn", "blk.3.ffn_up.weight"));
  CHECK(matches("model.layers.2.self_attn*", "blk.2.attn_v.weight"));
  CHECK_FALSE(matches("model.layers.2.self_attn*", "blk.3.attn_v.weight"));
  CHECK(matches("*.mlp.shared_expert.*", "blk.3.ffn_gate_shexp.weight"));
  CHECK(matches("model.layers.?.mlp.*", "blk.3.ffn_up.weight"));
  CHECK(matches("vision_tower*", "v.blk.0.attn_q.weight", TensorPart::vision));
  CHECK_FALSE(matches("vision_tower*", "blk.0.attn_q.weight"));
  // As the tools read it: layer 10 too.
  CHECK(matches("model.layers.1*", "blk.10.attn_q.weight"));
}

TEST_CASE("expressions match from the beginning", "[patterns]") {
  const std::string gates = R"(re:.*mlp\.(gate|up|gate_up|down)_proj.*)";
  CHECK(matches(gates, "blk.0.ffn_gate.weight"));
  CHECK(matches(gates, "blk.0.ffn_down.weight"));
  CHECK_FALSE(matches(gates, "blk.0.ffn_down_exps.weight"));
  CHECK_FALSE(matches(gates, "blk.0.ffn_down_shexp.weight"));
  CHECK(matches("re:.*self_attn.*", "blk.0.attn_k_b.weight"));
  CHECK(matches(R"(re:model\.layers\.(0|1)\..*)", "blk.1.ffn_up.weight"));
  CHECK(matches(R"(model\.layers\.\d+\.mlp\.gate$)", "blk.3.ffn_gate_inp.weight"));
  CHECK_FALSE(matches(R"(re:layers)", "output.weight"));
}

TEST_CASE("draft layers and towers have names of their own", "[patterns]") {
  CHECK(matches("model.layers.4.eh_proj", "blk.4.nextn.eh_proj.weight", TensorPart::mtp));
  CHECK(matches("mtp*", "blk.4.attn_q.weight", TensorPart::mtp));
  CHECK(matches("mtp.layers.0*", "blk.4.attn_q.weight", TensorPart::mtp));
  CHECK_FALSE(matches("mtp*", "blk.3.attn_q.weight"));
  CHECK(matches("visual", "v.blk.0.attn_qkv.weight", TensorPart::vision));
  CHECK(matches("model.visual", "mm.0.weight", TensorPart::vision));
  CHECK(matches("multi_modal_projector", "mm.0.weight", TensorPart::vision));
  CHECK(matches("vision_model.model.layers.3.self_attn.q_proj", "v.blk.3.attn_q.weight",
                TensorPart::vision));
  // A layer of the model is none of its tower's.
  CHECK_FALSE(matches("model.layers.3", "v.blk.3.attn_q.weight", TensorPart::vision));
}

TEST_CASE("a layer's names follow what it is", "[patterns]") {
  Architecture architecture = four_layers();
  architecture.layers[1].mixer = Recurrent{RecurrentKind::gated_delta_net, 0, 0};
  const ModuleMatcher linear{{{"linear_attn"}}, architecture};
  const Shape shape{8, 8};
  CHECK(linear.matches({"blk.1.attn_qkv.weight", shape}));
  CHECK_FALSE(linear.matches({"blk.0.attn_qkv.weight", shape}));
  const ModuleMatcher own{{{"re:.*self_attn.*"}}, architecture};
  CHECK_FALSE(own.matches({"blk.1.attn_qkv.weight", shape}));
}

TEST_CASE("what is not understood is refused with its name", "[patterns]") {
  for (const char* pattern :
       {"re:(?!lm_head).*", "re:(a", "re:a)", "re:[a", "re:*", "re:a{2", R"(re:\1)", R"(re:\b)"}) {
    CAPTURE(pattern);
    CHECK_THROWS_WITH(
        matches(pattern, "output.weight"),
        "the module pattern '" + std::string{pattern} + "' of the quantisation is not understood");
  }
  CHECK_FALSE(NameRegex::compile(std::string(3000, 'a')));
  CHECK_FALSE(NameRegex::compile(std::string(100, '(') + std::string(100, ')')));
  CHECK_FALSE(NameRegex::compile("((a{99}){99}){99}"));
  const std::vector<std::string> many(100, "re:" + std::string(1000, 'a'));
  const Architecture architecture = four_layers();
  CHECK_THROWS_AS((ModuleMatcher{{many}, architecture}), Error);
}

TEST_CASE("expressions know what configs use", "[patterns]") {
  CHECK(expression_matches("a+b?c*", "aab"));
  CHECK(expression_matches("a|bc|d", "bc"));
  CHECK_FALSE(expression_matches("a|bc|d", "b"));
  CHECK(expression_matches("^(a|b){2,3}$", "aba"));
  CHECK_FALSE(expression_matches("^(a|b){2,3}$", "abab"));
  CHECK(expression_matches("a{2,}$", "aaaa"));
  CHECK_FALSE(expression_matches("a{2}$", "aaa"));
  CHECK(expression_matches("[0-9]+", "42"));
  CHECK(expression_matches("[^0-9a]", "b"));
  CHECK_FALSE(expression_matches("[^0-9a]", "a"));
  CHECK(expression_matches(R"([\d.]+x)", "1.5x"));
  CHECK(expression_matches("[]a]", "]"));
  CHECK(expression_matches(R"(\w+\s\W)", "ab_1 ."));
  CHECK(expression_matches("(?:ab)*?c", "ababc"));
  CHECK(expression_matches("", "anything"));
  CHECK(expression_matches("(a*)*b", "aab"));
}

TEST_CASE("hostile expressions take no more than their share of time", "[patterns]") {
  // Backtracking would need 2^60 steps.
  const std::string text(60, 'a');
  CHECK_FALSE(expression_matches("(a*)*$b", text));
  CHECK_FALSE(expression_matches("(a|a)*b", text));
  CHECK_FALSE(expression_matches("(a?){50}a{50}b", text));
}

TEST_CASE("a search begins anywhere", "[patterns]") {
  const auto found = [](std::string_view pattern, std::string_view text) {
    const std::optional<NameRegex> expression = NameRegex::compile(pattern);
    REQUIRE(expression);
    return expression->is_found_in(text);
  };
  CHECK(found("exps", "blk.7.ffn_up_exps.weight"));
  CHECK_FALSE(expression_matches("exps", "blk.7.ffn_up_exps.weight"));
  CHECK(found(R"(blk\.(1[0-9]|2[0-9])\.ffn_.*_exps\.)", "blk.17.ffn_up_exps.weight"));
  CHECK_FALSE(found(R"(blk\.(1[0-9]|2[0-9])\.ffn_.*_exps\.)", "blk.7.ffn_up_exps.weight"));
  CHECK(found("eight$", "weight"));
  CHECK(found("$", ""));
  CHECK_FALSE(found("^eight", "weight"));
  CHECK(found("aab", "aaab"));
  CHECK_FALSE(found("aab", "aaaa"));
  CHECK_FALSE(NameRegex::compile("[z-a]"));
}

}  // namespace vramcalc::model
