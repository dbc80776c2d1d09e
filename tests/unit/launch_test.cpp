// Launch commands: every flag is documented, programs compile, and no name can inject anything.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include <vramcalc/core/utf8.h>

#include "report/shell_word.h"
#include "support/files.h"
#include "support/gguf_bytes.h"
#include "support/program.h"

using namespace vramcalc;
using Json = nlohmann::ordered_json;

namespace {

namespace fs = std::filesystem;

// A program that writes the arguments that it is given, each ended by a NUL, after its own name.
void add_stub(const test::TemporaryFolder& folder, const std::string& name) {
  const fs::path path =
      folder.write("bin/" + name, "#!/bin/sh\n{ printf '%s\\0' '" + name +
                                      "'; for a in \"$@\"; do printf '%s\\0' \"$a\"; done; "
                                      "printf '%s\\0' '--end of call--'; } >> \"$STUB_LOG\"\n");
  fs::permissions(path, fs::perms::owner_all);
}

const std::vector<std::string> programs{
    "llama-server", "llama-cli", "llama-quantize", "ollama",          "vllm",
    "python3",      "hf",        "trtllm-serve",   "mlx_lm.generate", "mlx_lm.convert"};

// The calls that stubs received while a script ran in a folder of its own.
std::vector<std::vector<std::string>> calls_of(const std::string& script,
                                               const test::TemporaryFolder& folder) {
  for (const std::string& program : programs) {
    add_stub(folder, program);
  }
  const fs::path work = folder.path() / "work";
  fs::create_directories(work);
  const fs::path file = folder.write("script.sh", script);
  const fs::path log = folder.write("log", "");
  const std::string command = "cd '" + work.string() + "' && STUB_LOG='" + log.string() +
                              "' PATH='" + folder.file("bin") + "':/usr/bin:/bin sh '" +
                              file.string() + "' > /dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c): the shell is what is tested
  std::vector<std::vector<std::string>> calls{{}};
  std::string word;
  for (const char c : test::content(log)) {
    if (c != '\0') {
      word += c;
      continue;
    }
    if (word == "--end of call--") {
      calls.emplace_back();
    } else {
      calls.back().push_back(word);
    }
    word.clear();
  }
  calls.pop_back();
  return calls;
}

std::vector<std::vector<std::string>> words_of(const Json& launch) {
  std::vector<std::vector<std::string>> calls;
  for (const Json& command : launch.at("commands")) {
    calls.push_back(command.at("words").get<std::vector<std::string>>());
  }
  return calls;
}

bool is_ascii_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' || byte == 0x7f;
}

// A Llama of two layers.
std::string small_gguf() {
  test::GgufWriter writer;
  writer.text("general.architecture", "llama")
      .u32("llama.block_count", 2)
      .u32("llama.context_length", 2048)
      .u32("llama.embedding_length", 64)
      .u32("llama.feed_forward_length", 128)
      .u32("llama.attention.head_count", 4)
      .u32("llama.attention.head_count_kv", 2)
      .u32("llama.vocab_size", 100)
      .tensor("token_embd.weight", {64, 100})
      .tensor("output_norm.weight", {64})
      .tensor("output.weight", {64, 100});
  for (const std::string block : {"blk.0.", "blk.1."}) {
    writer.tensor(block + "attn_norm.weight", {64})
        .tensor(block + "attn_q.weight", {64, 64})
        .tensor(block + "attn_k.weight", {64, 32})
        .tensor(block + "attn_v.weight", {64, 32})
        .tensor(block + "attn_output.weight", {64, 64})
        .tensor(block + "ffn_norm.weight", {64})
        .tensor(block + "ffn_gate.weight", {64, 128})
        .tensor(block + "ffn_up.weight", {64, 128})
        .tensor(block + "ffn_down.weight", {128, 64});
  }
  return writer.file();
}

const std::vector<std::string> hostile_names{
    "plain.gguf",
    "with blanks.gguf",
    "it's \"quoted\".gguf",
    "$(touch pwned).gguf",
    "`touch pwned`.gguf",
    "a;touch pwned;.gguf",
    "-rf.gguf",
    "--help.gguf",
    "line\nbreak\ntouch pwned\n.gguf",
    "END_OF_FILE\ntouch pwned.gguf",
    "\x1b[31mred\x07.gguf",
    "back\\slash\\n.gguf",
    "*?[a].gguf",
    "~root.gguf",
    "#no comment.gguf",
    "broken\xff\xfe.gguf",
    "überlang.gguf",
};

}  // namespace

TEST_CASE("a shell gives back every word as it was", "[launch]") {
  std::vector<std::string> words = hostile_names;
  words.insert(words.end(), {"", " ", "\n", "a\n", "\n\x01\n", "\x01\n", "'", "''", "%s%n", "\t",
                             "$HOME", "!!"});
  std::string script = "vllm";
  for (const std::string& word : words) {
    script += " " + report::shell_word(word);
  }
  const test::TemporaryFolder folder;
  const auto calls = calls_of(script + "\n", folder);
  REQUIRE(calls.size() == 1);
  words.insert(words.begin(), "vllm");
  CHECK(calls.front() == words);
}

TEST_CASE("hostile names of files inject nothing into any engine's commands", "[launch]") {
  const std::string& name = GENERATE(from_range(hostile_names));
  const std::string engine =
      GENERATE(as<std::string>{}, "llama.cpp", "ollama", "vllm", "sglang", "transformers");
  INFO(engine << ": " << name);
  const test::TemporaryFolder folder;
  const std::string path = folder.write("models/" + name, small_gguf()).string();
  const Json answer = test::json({"plan", path, "--gpu", "rtx-4090", "--engine", engine});
  const Json& launch = answer.at("plans").at(0).at("launch");
  const Json& text = launch.at("script");
  const std::string script = text.is_null() ? std::string{} : text.get<std::string>();
  const auto calls = calls_of(script, folder);
  if (is_utf8(name)) {
    CHECK(calls == words_of(launch));
  } else {
    CHECK(calls.size() == words_of(launch).size());
    // JSON cannot say such a name; the script gives it to the program byte by byte.
    CHECK((engine == "transformers" || calls.empty() ||
           std::count(calls.back().begin(), calls.back().end(), path) == 1));
  }
  // A Modelfile has no way to name some of them: then there is nothing to run.
  const bool can_be_named =
      is_utf8(path) && std::none_of(path.begin(), path.end(), is_ascii_control);
  CHECK(calls.empty() == (engine == "ollama" && !can_be_named));
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    CHECK(entry.path().filename() != "pwned");
  }
  CHECK(std::none_of(script.begin(), script.end(),
                     [](char c) { return is_ascii_control(c) && c != '\n'; }));
}

TEST_CASE("a name that begins with a dash is no option", "[launch]") {
  const test::TemporaryFolder folder;
  const test::WorkingFolder in_it{folder.path()};
  folder.write("-rf.gguf", small_gguf());
  const Json answer = test::json("plan --model=-rf.gguf --gpu rtx-4090 --engine llama.cpp");
  const auto words = words_of(answer.at("plans").at(0).at("launch")).back();
  CHECK(std::find(words.begin(), words.end(), "./-rf.gguf") != words.end());
}

TEST_CASE("the program for transformers compiles", "[launch]") {
  const std::string line =
      GENERATE(as<std::string>{}, "plan qwen3-32b -p nf4 --gpu rtx-4090",
               "plan 13B -p int8 --gpu rtx-4090", "plan 13B -p fp16 --gpu rtx-5090",
               "plan 70B -p nf4 --gpu rtx-4090x8", "plan gpt-oss-20b --gpu rtx-4090");
  INFO(line);
  const Json answer = test::json(line + " --engine transformers");
  const Json& file = answer.at("plans").at(0).at("launch").at("files").at(0);
  const test::TemporaryFolder folder;
  folder.write("run.py", file.at("text"));
  const std::string command = "cd '" + folder.path().string() + "' && python3 -m py_compile run.py";
  CHECK(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c)
}

TEST_CASE("every flag of a command is in docs/engines.md", "[launch]") {
  const std::string document = test::content(fs::path{VRAMCALC_SOURCE_DIR} / "docs/engines.md");
  const std::string section = document.substr(document.find("## Commands of plan"));
  const std::vector<std::string> lines{
      "plan qwen3-32b --engine llama.cpp --gpu rtx-4090 --cache-ram 0 --ctx-checkpoints 8 "
      "--batch-size 1024 --ubatch-size 256 --kv-precision q8_0 --flash-attn on --kv-unified on",
      "plan qwen3-30b-a3b --engine llama.cpp --gpu rtx-3060 --swa-full --no-kv-offload",
      "plan llama-3.1-70b --engine llama.cpp --gpu rtx-4090 --gpu rtx-3090",
      "plan qwen3.5-27b --engine llama.cpp --gpu rtx-4090",
      "plan qwen3-30b-a3b --engine llama.cpp -p q4_k_m --gpu rtx-4090 --override-tensor exps=CPU",
      "plan llama-3.1-8b --engine llama.cpp -p q4_k_m --gpu rtx-4090x2 --split-mode tensor",
      "plan llama-3.1-8b --engine llama-cli -p bf16 --gpu rtx-4090",
      "plan qwen3-32b --engine ollama --gpu rtx-4090x2 --kv-precision q8_0",
      "plan llama-3.1-8b --engine vllm --gpu rtx-4090x2 --kv-precision fp8 --block-size 32 "
      "--max-num-seqs 64 --max-num-batched-tokens 4096 --enforce-eager --enable-lora",
      "plan qwen3-32b --engine vllm -p fp8 --gpu rtx-4090x4 --pipeline-parallel-size 2 "
      "--tensor-parallel-size 2",
      "plan qwen3.5-27b --engine vllm --gpu h100-sxm5-80gbx2 --num-speculative-tokens 2 "
      "--language-model-only",
      "plan llama-3.1-8b --engine sglang --gpu rtx-4090x2 --kv-precision fp8_e5m2 --page-size 64 "
      "--chunked-prefill-size 2048 --cuda-graph-max-bs 16",
      "plan qwen3.5-27b --engine sglang -p fp8 --gpu h100-sxm5-80gbx2 --pp-size 2 --tp-size 1 "
      "--disable-cuda-graph --mem-fraction-static 0.8 --speculative-num-draft-tokens 3",
      "plan llama-3.1-8b --engine tensorrt-llm --gpu rtx-4090x2 --kv-precision fp8 --pp_size 2 "
      "--tp_size 1",
      "plan llama-3.1-8b -p int4 --engine mlx --gpu m4-max --kv-bits 8",
      "plan llama-3.1-8b -p bf16 --engine mlx --gpu m4-max --max-kv-size 4096",
  };
  for (const std::string& line : lines) {
    INFO(line);
    const Json answer = test::json(line);
    for (const Json& command : answer.at("plans").at(0).at("launch").at("commands")) {
      for (const auto& [name, value] : command.at("environment").items()) {
        INFO(name);
        CHECK(section.find("`" + name + "`") != std::string::npos);
      }
      for (const std::string word : command.at("words")) {
        if (word.starts_with("--")) {
          INFO(word);
          CHECK(section.find("`" + word + "`") != std::string::npos);
        }
      }
    }
  }
}
