#include "report/remarks.h"

namespace vramcalc::report {

void add_warnings(Document& document, const std::vector<Text>& warnings, TextStyle style) {
  for (const Text& warning : warnings) {
    document.emplace_back(
        Remark{render({MessageId::text_warning, {{"text", render(warning, style)}}}), Tone::caution,
               false, &warning != warnings.data()});
  }
}

void add_assumptions(Document& document, const std::vector<Assumption>& assumptions) {
  bool attached = false;
  for (const Assumption& assumption : assumptions) {
    const std::string text = render({MessageId::text_assumption,
                                     {{"option", assumption.option},
                                      {"value", assumption.value},
                                      {"why", render(assumption.why)}}});
    document.emplace_back(
        Remark{render({MessageId::text_assumed, {{"list", text}}}), Tone::dim, false, attached});
    attached = true;
  }
}

}  // namespace vramcalc::report
