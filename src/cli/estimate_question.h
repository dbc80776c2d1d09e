// One question of `estimate` by its words, for answers that ask several of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <vramcalc/advise/answer.h>

#include "cli/command.h"
#include "cli/engine_options.h"
#include "cli/exit_code.h"
#include "cli/given_options.h"
#include "cli/output.h"

namespace vramcalc::cli {

struct EstimateQuestion {
  /// The options that were given. The names of --vram in `requests` lie there too.
  std::shared_ptr<const EngineOptions> engine;
  std::vector<advise::EstimateRequest> requests;  // one a precision, never empty
};

/// What `vramcalc estimate WORDS` asks. `is_one_of_several`: options of other engines are another
/// model's. Throws what reading it on a command line of its own throws.
[[nodiscard]] EstimateQuestion estimate_question(const Call& call, std::vector<std::string> words,
                                                 const Catalogues& catalogues,
                                                 bool is_one_of_several = false);

/// The options among such words, which need not be a whole question.
[[nodiscard]] GivenOptions estimate_options(const Call& call, std::vector<std::string> words);

/// `--versus`: the question and a second one with some of its options changed.
[[nodiscard]] ExitCode versus(Call& call, const GivenOptions& given, const Catalogues& catalogues,
                              const OutputOptions& output);

/// `--model A --model B`: all of them on the same cards.
[[nodiscard]] ExitCode models_together(Call& call, const GivenOptions& given,
                                       const Catalogues& catalogues, const OutputOptions& output);

}  // namespace vramcalc::cli
