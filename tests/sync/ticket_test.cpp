#include "sync/ticket.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wishsync {
namespace {

using model::WriterId;

const TicketKey kKey{1, 2, 3};
const TicketPair kPair{WriterId{{1}}, WriterId{{2}}};

Ticket ticket(std::uint64_t count, std::uint8_t nonce = 0) {
  return issue_ticket(kKey, kPair, count, {nonce});
}

TEST(Ticket, BeforeTheFirstOneNothingFits) {
  EXPECT_EQ(judge_ticket(kKey, kPair, {}, {}), TicketVerdict::kFits);
}

TEST(Ticket, OneStepMayBeUnconfirmedAtEitherSide) {
  const TicketRecord ours{ticket(4), ticket(5)};
  EXPECT_EQ(judge_ticket(kKey, kPair, ours, ticket(4)), TicketVerdict::kFits);
  EXPECT_EQ(judge_ticket(kKey, kPair, ours, ticket(5)), TicketVerdict::kFits);
}

TEST(Ticket, ALowerCountWasRestored) {
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), ticket(5)}, ticket(3)), TicketVerdict::kLowerIsOld);
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), ticket(5)}, {}), TicketVerdict::kLowerIsOld);
}

TEST(Ticket, AHigherCountConvictsTheUpperSide) {
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), {}}, ticket(5)), TicketVerdict::kUpperIsOld);
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), ticket(5)}, ticket(6)), TicketVerdict::kUpperIsOld);
  EXPECT_EQ(judge_ticket(kKey, kPair, {}, ticket(1)), TicketVerdict::kUpperIsOld);
}

TEST(Ticket, EqualCountsWithUnequalTicketsWereCopied) {
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), {}}, ticket(4, 9)), TicketVerdict::kEitherIsOld);
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), ticket(5)}, ticket(5, 9)), TicketVerdict::kEitherIsOld);
}

TEST(Ticket, NobodyElseCanInventOne) {
  Ticket forged = ticket(9);
  forged.mac[0] ^= 1;
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), {}}, forged), TicketVerdict::kForged);
  const Ticket of_others = issue_ticket(kKey, {kPair.lower, kPair.upper}, 9, {});
  EXPECT_EQ(judge_ticket(kKey, kPair, {ticket(4), {}}, of_others), TicketVerdict::kForged);
}

RC_GTEST_PROP(Ticket, IsReadAsItWasWritten, (std::uint64_t count, std::uint8_t nonce, bool pending)) {
  const TicketRecord record{ticket(count, nonce),
                            pending ? std::optional(ticket(count + 1, nonce)) : std::nullopt};
  RC_ASSERT(decode_ticket_record(encode(record)) == record);
  RC_ASSERT(!decode_ticket_record(encode(record) + "x"));
}

}  // namespace
}  // namespace wishsync
