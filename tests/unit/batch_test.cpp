// `batch`: a line in, a line out, and every answer the one that the command alone gives.
#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>
#include <catch2/catch.hpp>

#include "cli/batch/answers.h"
#include "cli/command.h"
#include "support/allocation.h"
#include "support/files.h"
#include "support/program.h"
#include "support/repeated.h"

using namespace vramcalc;
using Json = nlohmann::ordered_json;

namespace {

test::Outcome batch(const std::string& requests, std::vector<std::string> options = {}) {
  const test::TemporaryFile file{requests, "requests.jsonl"};
  options.insert(options.begin(), {"batch", file.path()});
  test::Outcome outcome = test::run(options);
  for (std::size_t at = 0; (at = outcome.out.find(file.folder())) != std::string::npos;) {
    outcome.out.erase(at, file.folder().size() + 1);
  }
  return outcome;
}

// The answers of a call that is open for more.
class Asked {
 public:
  std::string to(const std::string& line) { return answers_.to(line, ++number_); }
  [[nodiscard]] const cli::BatchAnswers& answers() const { return answers_; }

 private:
  cli::Environment environment_;
  std::ostringstream out_;
  std::ostringstream err_;
  cli::Call call_{*cli::find_command("batch"), {}, environment_, out_, err_};
  cli::BatchAnswers answers_{call_, *cli::find_command("estimate"), "requests.jsonl"};
  std::uint64_t number_ = 0;
};

// The words of a command line that asks the same.
std::vector<std::string> words_of(const Json& request) {
  std::vector<std::string> words{request.value("command", "estimate")};
  for (const auto& [key, value] : request.items()) {
    std::string option = "--" + key;
    std::replace(option.begin(), option.end(), '_', '-');
    for (const Json& one : value.is_array() ? value : Json::array({value})) {
      const std::string text = one.is_string() ? one.get<std::string>() : one.dump();
      if (one == true) {
        words.push_back(option);
      } else if (text.empty()) {  // behind a sign of equality it is no value
        words.insert(words.end(), {option, text});
      } else if (key != "command" && key != "id") {
        words.push_back(std::string{option}.append("=").append(text));
      }
    }
  }
  words.emplace_back("--json");
  return words;
}

// What the command alone says, as batch says it.
Json answer_alone(const Json& request, std::uint64_t line) {
  const test::Outcome outcome = test::run(words_of(request));
  Json answer;
  answer["id"] = request["id"];
  if (outcome.exit_code <= 1) {
    answer.update(Json::parse(outcome.out));
    return answer;
  }
  const std::vector<std::string> said = test::lines_of(outcome.err);
  const std::string speaker = "vramcalc: ";
  const std::string hint = "hint: ";
  Json error;
  error["kind"] = nullptr;  // which the command alone does not say
  error["message"] = said.at(0).substr(speaker.size());
  error["hint"] = said.size() > 1 ? Json(said[1].substr(hint.size())) : Json(nullptr);
  error["line"] = line;
  answer["error"] = error;
  return answer;
}

const std::vector<std::string> questions{
    R"("params":"70B","precision":"int4")",
    R"("model":"llama-3.1-8b","precision":"q4_k_m","context":8192)",
    R"("model":"llama-3.1-8b","precision":"q4_k_m","context":"32k","gpu":["rtx-4090","a10"])",
    R"("model":"llama-3.1-8b","precision":["fp16","int4","q8_0"])",
    R"("model":"llama-3.1-8b","gpu":"rtx-4090","ram":"64GB","explain":true)",
    R"("model":"llama-3.1-8b","gpu":"rtx-4070","precision":"bf16")",
    R"("model":"llama-3.1-8b","vram":"80GiBx2","parallel":4,"engine":"vllm","max_num_seqs":64)",
    R"("model":"llama-3.1-8b","engine":"sglang","gpu":"a100-pcie-40gb","mem_fraction_static":0.8)",
    R"("model":"llama-3.1-8b","engine":"tensorrt-llm","gpu":"rtx-5090")",
    R"("model":"llama-3.1-8b","engine":"transformers","all_logits":true,"gpu":"rtx-5090")",
    R"("model":"llama-3.1-8b","engine":"exllamav3","precision":"exl3:4","cache_mode":"8,4")",
    R"("model":"llama-3.1-8b","engine":"mlx","gpu":"apple-m4","kv_bits":8)",
    R"("model":"llama-3.1-8b","engine":"all","gpu":"rtx-5090")",
    R"("model":"llama-3.1-8b","precision":"q4_k_m","gpu":"rtx-4090","flash_attn":"off")",
    R"("model":"llama-3.1-8b","precision":"q4_k_m","no_kv_offload":true,"override_tensor":"ffn=CPU")",
    R"("model":"llama-3.1-8b","precision":"q4_k_m","versus":"--context 32k")",
    R"("model":["llama-3.1-8b","70B"],"gpu":["rtx-5090","rtx-5090"])",
    R"("model":"llama-3.1-8b","method":"rule","overhead":1.15,"context":4096)",
    R"("model":"llama-3.1-8b","imatrix":true,"precision":"iq2_xs")",
    R"("params":"7B","all":true,"reserve":"1GiB")",
    R"("command":"recommend","params":"70B","budget":20000,"max_power":"1500W","cards":4)",
    R"("command":"recommend","model":"llama-3.1-8b","use":"production","price":["a10=2500","l4=9"])",
    R"("command":"recommend","model":"llama-3.1-8b","gpu":"a10")",
    R"("command":"recommend","params":"405B","vendor":"amd","precision":"fp16","cards":1)",
    R"("command":"plan","model":"llama-3.1-8b","gpu":"rtx-4090")",
    R"("command":"plan","model":"llama-3.1-8b","gpu":"rtx-4070","engine":"ollama","timeline":true)",
    R"("command":"plan","model":"llama-3.1-8b","gpu":"rtx-4090","precision":"q8_0","pcie":"3.0x4")",
    // What is refused.
    R"("params":"70")",
    R"("params":"70B","params2":"7B")",
    R"("model":"llama-3.1-8b","params":"7B")",
    R"("context":8192)",
    R"("model":"lama-3.1-8b")",
    R"("model":"llama-3.1-8b","precision":"q9")",
    R"("model":"llama-3.1-8b","gpu":"rtx-409")",
    R"("model":"llama-3.1-8b","context":-5)",
    R"("model":"llama-3.1-8b","context":1.5)",
    R"("model":"llama-3.1-8b","context":["1","2"])",
    R"("model":"llama-3.1-8b","context":1024,"max_model_len":1024)",
    R"("model":"llama-3.1-8b","overhead":"")",
    R"("model":"llama-3.1-8b","engine":"vllm","ubatch_size":64)",
    R"("model":"llama-3.1-8b","versus":"--json")",
    R"("model":"/nonexistent/model.gguf")",
    R"("model":"llama-3.1-8b","gpu_catalog":"/nonexistent/gpus.yaml")",
    R"("command":"plan","model":"llama-3.1-8b")",
    R"("command":"recommend","params":"70B","budget":"a lot")",
};

// What has no words on a command line.
bool differs_by_design(const std::string& question) {
  return question.find("params2") != std::string::npos;
}

}  // namespace

TEST_CASE("a batch answers what the commands answer alone, in any order", "[batch]") {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    lines.push_back("{\"id\":" + std::to_string(i) + "," + questions[i] + "}");
  }
  if (GENERATE(false, true)) {
    std::reverse(lines.begin(), lines.end());
  }
  std::string requests;
  for (const std::string& line : lines) {
    requests += line + "\n";
  }
  const test::Outcome outcome = batch(requests);
  CHECK(outcome.exit_code == 3);
  CHECK(outcome.err.empty());
  const std::vector<std::string> answers = test::lines_of(outcome.out);
  REQUIRE(answers.size() == lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i]);
    if (differs_by_design(lines[i])) {
      continue;
    }
    Json expected = answer_alone(Json::parse(lines[i]), i + 1);
    Json answer = Json::parse(answers[i]);
    if (answer.contains("error") && expected.contains("error")) {
      CHECK(answer["error"]["kind"].is_string());
      expected["error"]["kind"] = answer["error"]["kind"];
    }
    CHECK(answer.dump() == expected.dump());
    CHECK(answers[i] == answer.dump());
  }
}

TEST_CASE("no option stays behind for the next line", "[batch]") {
  const auto [name, more] = GENERATE(table<std::string, std::string>({
      {"estimate", R"(,"precision":"q8_0")"},
      {"recommend", R"(,"precision":"q8_0")"},
      {"plan", R"(,"engine":"transformers")"},
  }));
  const std::string plain =
      R"({"model":"llama-3.1-8b","gpu":"rtx-4090","command":")" + name + "\"" + more + "}";
  std::ostringstream unused;
  const cli::Environment environment;
  const cli::Command& command = *cli::find_command(name);
  const cli::Call of{command, {}, environment, unused, unused};
  cli::Call call = of.to_repeat(command, unused);
  const auto options = command.repeatable();
  options->add_to(call);
  Asked fresh;
  const std::string answer = fresh.to(plain);
  CHECK(answer.find("\"error\"") == std::string::npos);
  Asked asked;
  static_cast<void>(asked.to(plain));
  for (const CLI::Option* option : call.app().get_options()) {
    for (std::string key : option->get_lnames()) {
      std::replace(key.begin(), key.end(), '-', '_');
      CAPTURE(key);
      const bool is_flag = option->get_items_expected_max() == 0;
      static_cast<void>(asked.to("{\"command\":\"" + name + "\",\"" + key +
                                 "\":" + (is_flag ? "true" : "\"on\"") + "}"));
      CHECK(asked.to(plain) == answer);
    }
  }
}

TEST_CASE("an id is echoed as it is, first of all", "[batch]") {
  const auto [id, echoed] = GENERATE(table<std::string, std::string>({
      {"7", "7"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"0.5", "0.5"},
      {"1e3", "1000"},
      {"null", "null"},
      {"true", "true"},
      {R"("a \"b\" \u00e9 \u0007")", "\"a \\\"b\\\" \u00e9 \\u0007\""},
      {"\"\"", "\"\""},
  }));
  CAPTURE(id);
  Asked asked;
  CHECK(asked.to(R"({"params":"7B","id":)" + id + "}").starts_with("{\"id\":" + echoed + ",\"sch"));
  CHECK(asked.to(R"({"params":"7","id":)" + id + "}").starts_with("{\"id\":" + echoed + ",\"err"));
  CHECK(asked.to(R"({"params":"7B"})").starts_with("{\"schema\":"));
}

TEST_CASE("what is no request gets an error in its place", "[batch]") {
  const auto [line, kind, message] = GENERATE(table<std::string, std::string, std::string>({
      {"{\"params\":", "bad_input", "requests.jsonl:1:10: the JSON text ends too early"},
      {"{} {}", "bad_input", "requests.jsonl:1:4: is not valid JSON"},
      {"nonsense", "bad_input", "requests.jsonl:1:2: is not valid JSON"},
      {"{\"params\":\"\xff\"}", "bad_input", "requests.jsonl:1:12: a text holds an unknown escape"},
      {"[1,2]", "usage", "a request is a JSON object, this is [1,2]"},
      {"\"estimate 7B\"", "usage", "a request is a JSON object, this is \"estimate 7B\""},
      {"null", "usage", "a request is a JSON object, this is null"},
      {"7", "usage", "a request is a JSON object, this is 7"},
      {R"({"params":"7B","params":"8B"})", "usage", "'params' stands twice"},
      {R"({"id":1,"params":"7B","id":1})", "usage", "'id' stands twice"},
      {R"({"params":"7B","quant":"int4"})", "usage", "the request has no use for 'quant'"},
      {R"({"params":"7B","help":true})", "usage", "the request has no use for 'help'"},
      {R"({"params":"7B","MODEL":"x"})", "usage", "the request has no use for 'MODEL'"},
      {R"({"params":"7B","json":true})", "usage", "the request has no use for 'json'"},
      {R"({"params":"7B","units":"GB"})", "usage", "the request has no use for 'units'"},
      {R"({"params":{"of":"7B"}})", "usage", "'params' takes words"},
      {R"({"params":[["7B"]]})", "usage", "'params' takes words"},
      {R"({"gpu":["a10",null],"params":"7B"})", "usage", "'gpu' takes words"},
      {R"({"overhead":NaN,"params":"7B"})", "usage", "'overhead' takes words"},
      {R"({"id":[1],"params":"7B"})", "usage", "'id' takes words"},
      {R"({"command":7})", "usage", "'command' takes words"},
      {R"({"command":"gpus"})", "usage", "'gpus' is not a command that batch answers"},
      {R"({"command":"batch"})", "usage", "'batch' is not a command that batch answers"},
      {R"({"model":"-"})", "usage", "only one model can come from standard input"},
      {R"({"model":"gpt-99"})", "not_found", "unknown model 'gpt-99'"},
      {R"({"model":"llama-3.1-8b","engine":"mlx","gpu":"a10x2"})", "unsupported",
       "MLX is estimated on one computer"},
  }));
  CAPTURE(line);
  Asked asked;
  const Json answer = Json::parse(asked.to(line));
  CAPTURE(answer.dump());
  REQUIRE(answer.contains("error"));
  CHECK(answer["error"]["kind"] == kind);
  CHECK(answer["error"]["message"].get<std::string>().starts_with(message));
  CHECK(answer["error"]["line"] == 1);
  CHECK(answer["error"].size() == 4);
  CHECK(asked.answers().errors() == 1);
  CHECK_FALSE(asked.answers().any_fault());
}

TEST_CASE("hints of a batch speak of keys", "[batch]") {
  Asked asked;
  const auto hint = [&](const std::string& line) {
    return Json::parse(asked.to(line))["error"]["hint"].get<std::string>();
  };
  CHECK(hint(R"({"precison":"int4"})") == "did you mean 'precision'?");
  CHECK(hint(R"({"gpu-layers":1})").find("'gpu_layers'") != std::string::npos);
  CHECK(hint(R"({"wattage":1})").starts_with("keys are option names with underscores: model, "));
  CHECK(hint(R"({"color":"never"})") == "every answer is JSON; leave 'color' out");
  CHECK(hint("[]").starts_with("one object a line, such as {"));
  CHECK(hint(R"({"command":"fits"})").starts_with("write one of: 'estimate', 'recommend'"));
}

TEST_CASE("null and an empty list leave an option out", "[batch]") {
  Asked asked;
  const std::string answer = asked.to(R"({"params":"7B"})");
  CHECK(asked.to(R"({"params":"7B","gpu":null,"context":null,"command":null})") == answer);
  CHECK(asked.to(R"({"params":"7B","gpu":[],"imatrix":false})") == answer);
  CHECK(asked.to(R"({"params":"7B","vram":[]})") == answer);
}

TEST_CASE("lines may be empty, end as on Windows, or lack their end", "[batch]") {
  const test::Outcome outcome = batch(
      "\xef\xbb\xbf{\"id\":1,\"params\":\"7B\"}\r\n\r\n  "
      "\t\n{\"id\":4}\n\n{\"id\":6,\"params\":\"7B\"}");
  const std::vector<std::string> answers = test::lines_of(outcome.out);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].starts_with("{\"id\":1,\"schema\":"));
  CHECK(answers[1].starts_with("{\"id\":4,\"error\":"));
  CHECK(Json::parse(answers[1])["error"]["line"] == 4);
  CHECK(answers[2].starts_with("{\"id\":6,\"schema\":"));
  CHECK(outcome.exit_code == 3);
  CHECK(batch("").exit_code == 0);
  CHECK(batch("\n\n").out.empty());
}

TEST_CASE("a line that is too long is passed over, and the next one is answered", "[batch]") {
  const std::string good = "{\"params\":\"7B\"}";
  const auto padded = [&](std::size_t length) {
    return good + std::string(length - good.size(), ' ');
  };
  const test::Outcome outcome = batch(
      padded(cli::longest_request) + "\n" + padded(cli::longest_request + 1) + "\n" +
      padded(3 * cli::longest_request) + "\n" + good + "\n" + padded(cli::longest_request + 1));
  const std::vector<std::string> answers = test::lines_of(outcome.out);
  REQUIRE(answers.size() == 5);
  for (const std::size_t i : {1U, 2U, 4U}) {
    const Json answer = Json::parse(answers[i]);
    CHECK(answer["error"]["message"] == "the line is longer than 1048576 bytes");
    CHECK(answer["error"]["line"] == i + 1);
  }
  CHECK(answers[0].starts_with("{\"schema\":"));
  CHECK(answers[3] == answers[0]);
}

TEST_CASE("a verdict of no is an answer", "[batch]") {
  const test::Outcome outcome = batch(R"({"params":"70B","gpu":"rtx-4090"})");
  CHECK(Json::parse(outcome.out)["verdict"] == "no");
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("the command of requests that name none", "[batch]") {
  const std::string requests = R"({"model":"llama-3.1-8b","gpu":"rtx-4090"})";
  CHECK(Json::parse(batch(requests).out)["schema"] == "vramcalc.estimate");
  CHECK(Json::parse(batch(requests, {"--command", "plan"}).out)["schema"] == "vramcalc.plan");
  const test::Outcome refused = batch(requests, {"--command", "models"});
  CHECK(refused.exit_code == 2);
  CHECK(refused.out.empty());
  CHECK(test::run({"batch", "/nonexistent.jsonl"}).exit_code == 3);
  CHECK(test::run({"batch", "/"}).err.find("is a folder") != std::string::npos);
  CHECK(test::run({"batch", "/", "--progress", "often"}).exit_code == 2);
}

TEST_CASE("catalogues of one line are not those of the next", "[batch]") {
  const test::TemporaryFile catalogue{R"(references:
  sheet: A data sheet
gpus:
  - id: plain-card
    name: Plain Card
    vendor: other
    segment: consumer
    form_factor: card
    memory_gb: 20
    sources: [{from: sheet, for: [memory_gb]}]
)"};
  const std::string with =
      R"({"params":"7B","gpu":"plain-card","gpu_catalog":")" + catalogue.path() + "\"}";
  const std::string without = R"({"params":"7B","gpu":"plain-card"})";
  Asked asked;
  CHECK(Json::parse(asked.to(without))["error"]["kind"] == "not_found");
  CHECK(Json::parse(asked.to(with))["fits"][0]["gpu"] == "plain-card");
  CHECK(Json::parse(asked.to(without))["error"]["kind"] == "not_found");
  // It is read once.
  std::ofstream{catalogue.path()} << "gpus: 7\n";
  CHECK(Json::parse(asked.to(with))["fits"][0]["gpu"] == "plain-card");
}

TEST_CASE("memory does not grow with the lines", "[batch]") {
  Asked asked;
  const auto ask = [&](std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i < to; ++i) {
      const std::string number = std::to_string(i);
      static_cast<void>(asked.to(R"({"params":")" + number + R"(M","id":)" + number + "}"));
      static_cast<void>(asked.to(R"({"model":")" + number + R"(M","gpu":"none-)" + number + "\"}"));
    }
  };
  ask(1, 300);
  const std::size_t before = test::allocated_now();
  ask(300, 3000);
  CHECK(test::allocated_now() <= before + 4096);
}

TEST_CASE("a hostile line costs neither much memory nor much time", "[batch]") {
  Asked asked;
  const std::string keys = "{" + test::repeated("\"a\":1,", 150'000) + "\"a\":1}";
  CHECK(asked.to(keys).find("'a' stands twice") != std::string::npos);
  std::string many = "{";
  for (int i = 0; i < 60'000; ++i) {
    many += "\"k" + std::to_string(i) + "\":[1],";
  }
  CHECK(asked.to(many + "\"z\":1}").find("no use for 'k0'") != std::string::npos);
  CHECK(asked.to(test::repeated("[", 100'000)).find("error") != std::string::npos);
  CHECK(asked.to("{\"gpu\":[" + test::repeated("1,", 100'000) + "1],\"params\":\"7B\"}")
            .find("error") != std::string::npos);
}

namespace {

// Somebody presses Ctrl-C when the first answers come out.
class Interrupting : public std::stringbuf {
 protected:
  int sync() override {
    if (!view().empty() && !std::exchange(is_pressed_, true)) {
      static_cast<void>(std::raise(SIGINT));
    }
    return 0;
  }

 private:
  bool is_pressed_ = false;
};

}  // namespace

TEST_CASE("SIGINT stops between two lines and says after how many", "[batch]") {
  const test::TemporaryFile file{test::repeated("{\"params\":\"7B\"}\n", 3), "requests.jsonl"};
  Interrupting buffer;
  std::ostream out{&buffer};
  std::ostringstream err;
  CHECK(cli::run({"batch", file.path()}, {}, out, err) == cli::ExitCode::interrupted);
  CHECK(err.str() == "vramcalc: stopped after 3 lines\n");
  CHECK(test::lines_of(buffer.str()).size() == 3);
}

TEST_CASE("progress is shown to a terminal or on demand, and taken away at the end", "[batch]") {
  const test::TemporaryFile file{"{\"params\":\"7B\"}\n{}\n", "requests.jsonl"};
  cli::Environment terminal;
  terminal.stderr_is_terminal = true;
  const std::string cleared = "\r\x1b[K";
  for (const test::Outcome& outcome : {test::run({"batch", file.path()}, terminal),
                                       test::run({"batch", file.path(), "--progress", "always"})}) {
    CHECK(outcome.err.starts_with(cleared + "1 line, 0 errors, "));
    CHECK(outcome.err.ends_with(cleared));
  }
  CHECK(test::run({"batch", file.path()}).err.empty());
  CHECK(test::run({"batch", file.path(), "--progress", "never"}, terminal).err.empty());
}
