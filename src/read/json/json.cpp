#include "read/json/json.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "read/json/json_events.h"
#include "read/order.h"
#include "read/read_file.h"

namespace vramcalc::read {
namespace {

using model::ConfigList;
using model::ConfigMember;
using model::ConfigObject;
using model::ConfigValue;

// Puts the tree together from the leaves up: one frame for every bracket that is open.
class TreeBuilder : public JsonEvents {
 public:
  explicit TreeBuilder(const JsonInput& input) : input_(&input) {}

  void null() override { put({}); }
  void flag(bool value) override { put({value}); }
  void whole(std::uint64_t value) override { put({value}); }
  void number(double value) override { put({value}); }
  void text(std::string& value) override { put({std::move(value)}); }
  void start_list() override { open({ConfigList{}}); }
  void end_list() override { close(); }
  void start_object() override { open({ConfigObject{}}); }
  void end_object() override {
    refuse_duplicates(frames_.back());
    close();
  }

  void key(std::string& name) override {
    Frame& frame = frames_.back();
    frame.key = std::move(name);
    frame.key_places.push_back(input_->token_place().at);
  }

  [[nodiscard]] ConfigValue take() { return std::move(root_); }

 private:
  struct Frame {
    ConfigValue value;
    std::string key;  // of the member whose value comes next
    std::vector<Position> key_places;
  };

  void refuse_duplicates(const Frame& frame) const {
    const auto& members = std::get<ConfigObject>(frame.value.value);
    const auto key_of = [&](std::uint32_t i) -> const std::string& { return members[i].key; };
    if (const auto second = find_repeated(order_of(members.size(), key_of), key_of)) {
      fail({input_->token_place().file, frame.key_places[*second]},
           MessageId::read_json_duplicate_key, {{"key", printable(members[*second].key)}});
    }
  }

  void count() {
    if (++values_ > most_json_values) {
      fail(input_->token_place(), MessageId::read_json_too_many,
           {{"count", std::uint64_t{most_json_values}}});
    }
  }

  void put(ConfigValue value) {
    count();
    attach(std::move(value));
  }

  void open(ConfigValue value) {
    count();
    frames_.push_back({std::move(value), {}, {}});
  }

  void close() {
    ConfigValue value = std::move(frames_.back().value);
    frames_.pop_back();
    attach(std::move(value));
  }

  void attach(ConfigValue value) {
    if (frames_.empty()) {
      root_ = std::move(value);
      return;
    }
    Frame& frame = frames_.back();
    if (auto* list = std::get_if<ConfigList>(&frame.value.value)) {
      list->push_back(std::move(value));
    } else {
      std::get<ConfigObject>(frame.value.value)
          .push_back(ConfigMember{std::move(frame.key), std::move(value)});
    }
  }

  const JsonInput* input_;
  std::vector<Frame> frames_;
  ConfigValue root_;
  std::size_t values_ = 0;
};

}  // namespace

ConfigValue parse_json_text(std::string_view text, std::string_view file) {
  if (text.size() > largest_config.count()) {
    throw Error(ErrorKind::bad_input, {MessageId::read_json_too_large,
                                       {{"file", printable(file, 500)},
                                        {"mebibytes", largest_config.count() / mebibyte.count()}}});
  }
  const FileSource source{text, file};
  JsonInput input{source, 0, source.size(), text.size()};
  TreeBuilder builder{input};
  parse_json(input, builder);
  return builder.take();
}

ConfigValue read_json_file(const std::filesystem::path& path) {
  return parse_json_text(read_file(path, largest_config), path.string());
}

}  // namespace vramcalc::read
