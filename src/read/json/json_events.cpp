#include "read/json/json_events.h"

#include <optional>

#include <nlohmann/json.hpp>

namespace vramcalc::read {
namespace {

using Json = nlohmann::json;

// nlohmann's error for a number that no double holds.
// https://json.nlohmann.me/home/exceptions/#jsonexceptionout_of_range406
constexpr int number_overflow = 406;

[[noreturn]] void fail_syntax(const JsonInput& input, int id) {
  const Place token = input.token_place();
  const Place last = input.last_place();
  const auto byte = static_cast<unsigned char>(input.last());
  if (id == number_overflow) {
    fail(token, MessageId::read_json_number_range);
  }
  if (input.in_text() && byte < 0x20) {
    fail(last, MessageId::read_json_control, {{"code", std::uint64_t{byte}}});
  }
  if (input.ran_out()) {
    fail(last, MessageId::read_json_ends);
  }
  if (input.in_text()) {
    fail(last, MessageId::read_json_text);
  }
  fail(last, MessageId::read_json_syntax);
}

// nlohmann's interface; its parser keeps no stack of its own but one bit a level.
class Sax {
 public:
  Sax(JsonInput& input, JsonEvents& events) : input_(&input), events_(&events) {}

  bool null() {
    if (const std::optional<double> value = input_->take_not_finite()) {
      events_->number(*value);
    } else {
      events_->null();
    }
    return true;
  }
  bool boolean(bool value) {
    events_->flag(value);
    return true;
  }
  bool number_integer(Json::number_integer_t value) {
    if (value == 0) {
      events_->whole(0);  // written -0
    } else {
      events_->negative(value);
    }
    return true;
  }
  bool number_unsigned(Json::number_unsigned_t value) {
    events_->whole(value);
    return true;
  }
  bool number_float(Json::number_float_t value, const std::string& /*written*/) {
    events_->number(value);
    return true;
  }
  bool string(std::string& value) {
    events_->text(value);
    return true;
  }
  bool binary(Json::binary_t& /*value*/) { return false; }  // JSON has none
  bool start_object(std::size_t /*unknown*/) {
    enter();
    events_->start_object();
    return true;
  }
  bool key(std::string& name) {
    events_->key(name);
    return true;
  }
  bool end_object() {
    --depth_;
    events_->end_object();
    return true;
  }
  bool start_array(std::size_t /*unknown*/) {
    enter();
    events_->start_list();
    return true;
  }
  bool end_array() {
    --depth_;
    events_->end_list();
    return true;
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) {
    fail_syntax(*input_, error.id);
  }

 private:
  void enter() {
    if (++depth_ > deepest_json) {
      fail(input_->token_place(), MessageId::read_json_too_deep,
           {{"count", std::uint64_t{deepest_json}}});
    }
  }

  JsonInput* input_;
  JsonEvents* events_;
  std::size_t depth_ = 0;
};

}  // namespace

void parse_json(JsonInput& input, JsonEvents& events) {
  Sax sax{input, events};
  (void)Json::sax_parse(JsonIterator{input}, JsonIterator{}, &sax);
}

}  // namespace vramcalc::read
