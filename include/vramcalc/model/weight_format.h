// In which format the weights of a model are kept: a precision by name, and what that does to
// every tensor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <vramcalc/model/model.h>
#include <vramcalc/model/precision.h>
#include <vramcalc/model/recipe.h>

namespace vramcalc::model {

struct WeightFormat {
  Precision precision;           // its name, and its mean size for the rule of thumb
  std::optional<Recipe> recipe;  // absent: as the file stores them
};

/// As the model is published, or as its file stores it.
[[nodiscard]] WeightFormat native_format(const Model& model);

/// In a precision that somebody chose.
[[nodiscard]] WeightFormat format_in(const Model& model, const Precision& precision, bool imatrix);

/// The precision of numbers that are stored so, by its id. Static text.
[[nodiscard]] std::string_view precision_id_of(StorageType type);

/// The precision that comes nearest to a recipe, by its id: for the rule of thumb, and for people.
[[nodiscard]] std::string precision_id_of(const Recipe& recipe);

/// Every tensor as that format stores it: of the file where it is kept as it is, else of the
/// model's layout. The model has one of them. Throws Error(unsupported) where a file's tensors
/// are to be converted but their architecture is not known.
[[nodiscard]] StoredModel stored_in(const Model& model, const WeightFormat& format);

}  // namespace vramcalc::model
