// Reads what undoes an operator's change from the texts of its row.
//
// Shape:    the texts are those of domain/operator_action.h. Rows are input like any other: a text
//           of another form, or with a value that no call accepts, is not undone.
// Threads:  any.
#pragma once

#include <optional>
#include <variant>

#include "domain/catalog.h"
#include "domain/operator_commands.h"

namespace onsale::http {

// Without actor and fresh seed.
using Undo = std::variant<domain::UndoRoomChange, domain::UndoSeats>;

// Nothing if a change of this kind is never undone. Requires: the catalogue has every show.
std::optional<Undo> UndoOf(const domain::OperatorAction& action, const domain::Catalog& catalog);

}  // namespace onsale::http
