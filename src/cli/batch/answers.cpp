#include "cli/batch/answers.h"

#include <algorithm>
#include <exception>
#include <map>
#include <sstream>
#include <utility>

#include <vramcalc/core/error.h>
#include <vramcalc/core/spelling.h>

#include "cli/given_options.h"
#include "cli/output.h"
#include "report/batch_json.h"

namespace vramcalc::cli {
namespace {

constexpr std::size_t most_keys_shown = 12;

// "--cache-type-k" is the key cache_type_k.
std::string key_of(std::string name) {
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::vector<std::string> keys_of(const CLI::Option& option) {
  std::vector<std::string> keys;
  for (const std::string& name : option.get_lnames()) {
    keys.push_back(key_of(name));
  }
  return keys;
}

// Every answer is JSON, in bytes and without colour.
std::vector<std::string> keys_of_output() {
  OutputOptions output;
  CLI::App app;
  app.set_help_flag();
  output.add_to(app);
  std::vector<std::string> keys;
  for (const CLI::Option* option : app.get_options()) {
    const std::vector<std::string> own = keys_of(*option);
    keys.insert(keys.end(), own.begin(), own.end());
  }
  return keys;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Requests come from there, or may.
bool reads_standard_input(const CLI::Option& option, const std::string& word) {
  return word == "-" && (option.get_type_name() == "MODEL" || option.get_type_name() == "FILE");
}

}  // namespace

const Command& command_in_batch(std::string_view name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    if (command.in_batch()) {
      if (command.name == name) {
        return command;
      }
      names.emplace_back(command.name);
    }
  }
  throw Error(ErrorKind::usage, {MessageId::error_batch_command, {{"name", printable(name)}}},
              Text{MessageId::hint_choices, {{"names", quoted_list(names)}}});
}

// One command, ready to be asked.
class BatchAnswers::Asked {
 public:
  Asked(const Call& call, const Command& command)
      : command_(&command), call_(call.to_repeat(command, out_)), options_(command.repeatable()) {
    call_.app().set_help_flag();
    options_->add_to(call_);
    for (const CLI::Option* option : call_.app().get_options()) {
      for (const std::string& key : keys_of(*option)) {
        if (!contains(keys_of_output_, key)) {
          keys_.push_back(key);
          options_of_keys_.emplace(key, option);
        }
      }
    }
  }

  [[nodiscard]] const Command& command() const { return *command_; }

  [[nodiscard]] std::string answer(const Request& request) {
    std::vector<std::string> words = words_of(given_by(request));
    words.emplace_back("--json");
    call_.set_arguments(std::move(words));
    out_.str({});
    options_->reset();
    static_cast<void>(call_.parse());
    static_cast<void>(options_->answer(call_));
    std::string_view document = out_.view();
    document.remove_suffix(1);  // the end of the line
    return report::with_id(request.id, document);
  }

 private:
  [[nodiscard]] GivenOptions given_by(const Request& request) const {
    GivenOptions given;
    for (const RequestMember& member : request.members) {
      const auto found = options_of_keys_.find(member.key);
      if (found == options_of_keys_.end()) {
        throw unknown_key(member.key);
      }
      const CLI::Option& option = *found->second;
      if (!member.words.empty()) {
        check_words(option, member.words);
        given.push_back({"--" + option.get_lnames().front(),
                         member.words,
                         {},
                         option.get_items_expected_max() == 0});
      }
    }
    return given;
  }

  static void check_words(const CLI::Option& option, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      if (word.empty()) {
        throw Error(ErrorKind::usage,
                    {MessageId::error_option_value, {{"option", option.get_name()}}});
      }
      if (reads_standard_input(option, word)) {
        throw Error(ErrorKind::usage, {MessageId::error_models_stream, {}},
                    Text{MessageId::hint_models_stream, {}});
      }
    }
  }

  [[nodiscard]] Error unknown_key(const std::string& key) const {
    const Text what{MessageId::error_batch_key, {{"name", printable(key)}}};
    if (contains(keys_of_output_, key)) {
      return Error(ErrorKind::usage, what,
                   Text{MessageId::hint_batch_output, {{"name", printable(key)}}});
    }
    const std::vector<std::string_view> candidates(keys_.begin(), keys_.end());
    const std::vector<std::string> near = closest_names(key, candidates);
    return Error(ErrorKind::usage, what,
                 near.empty() ? Text{MessageId::hint_batch_keys, {{"list", first_keys()}}}
                              : Text{MessageId::hint_did_you_mean, {{"names", quoted_list(near)}}});
  }

  [[nodiscard]] std::string first_keys() const {
    std::string list;
    for (std::size_t i = 0; i < std::min(most_keys_shown, keys_.size()); ++i) {
      list += keys_[i] + ", ";
    }
    return list + "...";
  }

  const Command* command_;
  std::ostringstream out_;
  Call call_;
  std::unique_ptr<Repeatable> options_;
  std::vector<std::string> keys_;  // in the order of the help
  std::map<std::string, const CLI::Option*> options_of_keys_;
  std::vector<std::string> keys_of_output_ = keys_of_output();
};

BatchAnswers::BatchAnswers(const Call& call, const Command& usual, std::string_view file)
    : call_(&call), usual_(&usual), file_(file) {}

BatchAnswers::~BatchAnswers() = default;

BatchAnswers::Asked& BatchAnswers::asked(const Command& command) {
  for (const std::unique_ptr<Asked>& known : commands_) {
    if (&known->command() == &command) {
      return *known;
    }
  }
  return *commands_.emplace_back(std::make_unique<Asked>(*call_, command));
}

std::string BatchAnswers::refusal(const std::string& id, const Error& error, std::uint64_t number) {
  ++errors_;
  return report::error_line(id, error, number);
}

std::string BatchAnswers::to(std::string_view line, std::uint64_t number) {
  Request request;
  try {
    read_request(line, {file_, number}, request);
    const Command& command = request.command.empty() ? *usual_ : command_in_batch(request.command);
    return asked(command).answer(request);
  } catch (const Error& error) {
    return refusal(request.id, error, number);
  } catch (const std::exception& error) {
    ++errors_;
    any_fault_ = true;
    return report::fault_line(request.id, error.what(), number);
  }
}

std::string BatchAnswers::to_too_long(std::uint64_t number) {
  return refusal({},
                 Error(ErrorKind::bad_input,
                       {MessageId::error_batch_long, {{"limit", std::uint64_t{longest_request}}}}),
                 number);
}

}  // namespace vramcalc::cli
