// `estimate --versus`: what a few changed options cost.
#include <algorithm>
#include <optional>
#include <utility>

#include <vramcalc/advise/versus.h>
#include <vramcalc/core/error.h>

#include "cli/estimate_question.h"
#include "cli/options.h"
#include "cli/shell_words.h"
#include "report/versus.h"

namespace vramcalc::cli {
namespace {

Error in_versus(const Error& error) {
  return Error(error.kind(), {MessageId::error_in_versus, {{"text", error.what()}}}, error.hint());
}

// One answer on each side.
void refuse_several(const GivenOptions& given) {
  if (find_option(given, "--explain") != nullptr) {
    throw Error(ErrorKind::usage, {MessageId::error_versus_explain, {}},
                Text{MessageId::hint_versus_explain, {}});
  }
  const auto refuse = [](const std::string& option) {
    throw Error(ErrorKind::usage, {MessageId::error_versus_several, {{"option", option}}},
                Text{MessageId::hint_versus_several, {}});
  };
  if (const GivenOption* engine = find_option(given, "--engine");
      engine != nullptr && engine->values.front() == all_engines) {
    refuse("--engine all");
  }
  if (const GivenOption* precision = find_option(given, "--precision")) {
    const std::vector<std::string> names = split_list(precision->values);
    if (names.size() > 1 || names.front() == "all") {
      refuse(precision->name);
    }
  }
  if (const GivenOption* model = find_option(given, "--model")) {
    if (model->values.size() > 1) {
      refuse(model->name);
    }
    if (model->values.front() == "-") {  // it can be read once
      throw Error(ErrorKind::usage, {MessageId::error_models_stream, {}},
                  Text{MessageId::hint_models_stream, {}});
    }
  }
}

// What concerns the answer as a whole, and help, which is no question.
void refuse_whole(const GivenOptions& changes, const std::vector<std::string>& words) {
  const auto refuse = [](const std::string& option) {
    throw Error(ErrorKind::usage, {MessageId::error_versus_option, {{"option", option}}},
                Text{MessageId::hint_versus_option, {}});
  };
  for (const std::string& word : words) {
    if (word == "-h" || word == "--help") {
      refuse(word);
    }
  }
  for (const GivenOption& change : changes) {
    if (change.group == label(MessageId::group_output) ||
        change.group == label(MessageId::group_catalogues)) {
      refuse(change.name);
    }
  }
}

GivenOptions changes_of(const Call& call, const std::string& text) {
  const std::vector<std::string> words = shell_words(text);
  refuse_whole({}, words);
  GivenOptions changes;
  try {
    changes = estimate_options(call, words);
  } catch (const Error& error) {
    throw in_versus(error);
  }
  refuse_whole(changes, {});
  if (changes.empty()) {
    throw Error(ErrorKind::usage, {MessageId::error_versus_empty, {}},
                Text{MessageId::hint_versus, {}});
  }
  refuse_several(changes);
  return changes;
}

// As it would stand on a command line.
advise::Change change_of(const GivenOption& option) {
  advise::Change change{option.name, {}};
  const bool is_set = option.is_flag && option.values.front() == "true";
  for (const std::string& value : is_set ? std::vector<std::string>{} : option.values) {
    change.value += (change.value.empty() ? "" : ",") + value;
  }
  return change;
}

advise::EstimateRequest request_of(const Call& call, const GivenOptions& options,
                                   const Catalogues& catalogues,
                                   std::vector<EstimateQuestion>& asked) {
  asked.push_back(estimate_question(call, words_of(options), catalogues));
  return asked.back().requests.front();
}

}  // namespace

ExitCode versus(Call& call, const GivenOptions& given, const Catalogues& catalogues,
                const OutputOptions& output) {
  refuse_several(given);
  const GivenOptions changes = changes_of(call, find_option(given, "--versus")->values.front());
  const GivenOptions base = without_output(given);
  std::vector<EstimateQuestion> asked;  // the requests refer to them
  advise::VersusRequest request;
  request.base = request_of(call, base, catalogues, asked);
  GivenOptions changed = base;
  for (const GivenOption& change : changes) {
    changed = with_option(std::move(changed), change);
    advise::ChangedQuestion question{change_of(change), std::nullopt};
    try {
      question.request = request_of(call, changed, catalogues, asked);
    } catch (const Error& error) {
      // Changes behind it may make it possible; behind the last there are none.
      if (&change == &changes.back()) {
        throw in_versus(error);
      }
    }
    request.changes.push_back(std::move(question));
  }
  const report::Versus sides{advise::versus(request), words_of(base), words_of(changed)};
  const ByteUnit unit = output.unit(default_unit(sides.answer.other.model));
  output.print(
      call, [&] { return report::versus_document(sides, unit); },
      [&] { return report::versus_json(sides); }, "components");
  return sides.answer.other.verdict == advise::Verdict::no ? ExitCode::no : ExitCode::answered;
}

}  // namespace vramcalc::cli
