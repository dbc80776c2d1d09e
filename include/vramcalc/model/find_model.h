// Models by name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <vramcalc/core/error.h>
#include <vramcalc/model/model.h>

namespace vramcalc::model {

/// A catalogue id, name, alias or repository; else a size such as "13B". Case and separators do
/// not matter. Throws Error(not_found) with the nearest ids, Error(usage) for a malformed size.
[[nodiscard]] Model find_model(std::string_view name, std::span<const CatalogueModel> catalogue);

/// Error(not_found) with the nearest ids, for whoever found nothing by that name.
[[nodiscard]] Error unknown_model(std::string_view name, std::span<const CatalogueModel> catalogue);

/// The models whose id, name, alias, repository or architecture contains `text`; all for an empty
/// text.
[[nodiscard]] std::vector<CatalogueModel> filter_models(std::string_view text,
                                                        std::span<const CatalogueModel> catalogue);

}  // namespace vramcalc::model
