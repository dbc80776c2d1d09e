#include "cli/batch/request.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/json/json_events.h"
#include "read/order.h"
#include "report/batch_json.h"

namespace vramcalc::cli {
namespace {

constexpr std::string_view example = R"({"model":"llama-3.1-8b","precision":"q4_k_m"})";
constexpr std::size_t longest_shown = 40;

Error not_an_option_value(const std::string& key) {
  return Error(ErrorKind::usage, {MessageId::error_batch_value, {{"name", printable(key)}}});
}

template <typename Number>
std::string text_of(Number value) {
  std::array<char, 32> digits{};  // a double has at most 24
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

class Reader : public read::JsonEvents {
 public:
  Reader(std::string_view line, Request& request) : line_(line), request_(&request) {}

  void null() override {
    if (is_of_id()) {
      request_->id = "null";
    } else if (depth_ != 1) {
      spoil();
    }
  }
  void flag(bool value) override { scalar(value ? "true" : "false"); }
  void whole(std::uint64_t value) override { scalar(text_of(value)); }
  void negative(std::int64_t value) override { scalar(text_of(value)); }
  void number(double value) override {
    if (std::isfinite(value)) {
      scalar(text_of(value));
    } else {
      spoil();
    }
  }
  void text(std::string& value) override {
    if (is_of_id()) {
      request_->id = report::json_text(value);
    } else if (depth_ == 1 && key_ == "command" && !value.empty()) {
      request_->command = std::move(value);
    } else {
      word(std::move(value));
    }
  }
  void start_list() override {
    if (depth_ != 1 || is_own_key()) {
      spoil();
    }
    ++depth_;
  }
  void end_list() override { --depth_; }
  void start_object() override {
    if (depth_ > 0) {
      spoil();
    }
    ++depth_;
  }
  void end_object() override { --depth_; }

  void key(std::string& name) override {
    if (depth_ != 1) {
      return;
    }
    key_ = name;
    keys_.push_back(name);
    if (!is_own_key()) {
      request_->members.push_back({std::move(name), {}, true});
    }
  }

  void finish() const {
    const auto key_of = [&](std::uint32_t i) -> const std::string& { return keys_[i]; };
    if (const auto second = read::find_repeated(read::order_of(keys_.size(), key_of), key_of)) {
      throw Error(ErrorKind::usage,
                  {MessageId::error_batch_twice, {{"name", printable(keys_[*second])}}});
    }
    if (!spoilt_.empty()) {
      throw not_an_option_value(spoilt_);
    }
  }

 private:
  [[nodiscard]] bool is_own_key() const { return key_ == "id" || key_ == "command"; }
  [[nodiscard]] bool is_of_id() const { return depth_ == 1 && key_ == "id"; }

  void scalar(std::string value) {
    if (is_of_id()) {
      request_->id = std::move(value);
    } else {
      word(std::move(value));
    }
  }

  void word(std::string value) {
    if (depth_ == 0 || depth_ > 2 || is_own_key()) {
      spoil();
    } else {
      request_->members.back().words.push_back(std::move(value));
    }
  }

  // What stands here is nothing that an option takes.
  void spoil() {
    if (depth_ == 0) {
      throw Error(ErrorKind::usage,
                  {MessageId::error_batch_object, {{"kind", printable(line_, longest_shown)}}},
                  Text{MessageId::hint_batch_line, {{"text", std::string{example}}}});
    }
    if (is_own_key()) {
      spoilt_ = key_;
    } else {
      request_->members.back().is_plain = false;
    }
  }

  std::string_view line_;
  Request* request_;
  std::size_t depth_ = 0;
  std::string key_;  // of the request itself
  std::vector<std::string> keys_;
  std::string spoilt_;
};

}  // namespace

void read_request(std::string_view line, LinePlace place, Request& request) {
  const read::FileSource source{line, place.file};
  read::JsonInput input{source, 0, source.size(), line.size(), place.number};
  Reader reader{line, request};
  try {
    read::parse_json(input, reader);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) {
      throw;
    }
    throw Error(error.kind(), error.message(),
                Text{MessageId::hint_batch_line, {{"text", std::string{example}}}});
  }
  reader.finish();
  for (const RequestMember& member : request.members) {
    if (!member.is_plain) {
      throw not_an_option_value(member.key);
    }
  }
}

}  // namespace vramcalc::cli
