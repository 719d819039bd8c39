// What a wish's public life leaves in one column, and a publication, a report and others in another: bytes
// that only the ledger reads. LEDGER.md describes them.

#pragma once

#include <string>
#include <string_view>

#include "model/fold/offer.h"
#include "model/fold/volunteer.h"
#include "model/fold/wish.h"
#include "model/kept_report.h"

namespace node {

// Claims and all else that no query looks at. Empty for a wish without a public life.
[[nodiscard]] std::string pack_life(const model::FoldedWish& wish);
// Into a wish whose other columns are read. Throws SQLite::Exception where the bytes are no such life.
void unpack_life(std::string_view bytes, model::FoldedWish& wish);

// All of it but its key.
[[nodiscard]] std::string pack_offer(const model::FoldedOffer& offer);
void unpack_offer(std::string_view bytes, model::FoldedOffer& offer);

// All but id and place.
[[nodiscard]] std::string pack_volunteer(const model::FoldedVolunteer& volunteer);
void unpack_volunteer(std::string_view bytes, model::FoldedVolunteer& volunteer);

// All but its id; the place is that of the event's log.
[[nodiscard]] std::string pack_report(const model::FoldedReport& report);
void unpack_report(std::string_view bytes, model::FoldedReport& report);

// What the other columns of its wish do not say.
[[nodiscard]] std::string pack_report_row(const model::ReportRow& row);
void unpack_report_row(std::string_view bytes, model::ReportRow& row);

}  // namespace node
