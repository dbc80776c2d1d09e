// An answer's main list as CSV (RFC 4180): the rows and names of its JSON, nested objects
// flattened.
#pragma once

#include <string>

#include "report/json.h"

namespace vramcalc::report {

/// `rows` is an array of objects; {"ram":{"minimum_bytes":1}} becomes a column ram_minimum_bytes,
/// a list of texts one cell separated by semicolons.
[[nodiscard]] std::string csv(const Json& rows);

}  // namespace vramcalc::report
