// Restored and copied nodes among others: they are told, go on as new writers, and nothing is lost.

#include <gtest/gtest.h>

#include "node/data/tickets.h"
#include "tests/support/pipes.h"

namespace support {
namespace {

class SessionLives : public testing::Test {
 protected:
  static bool same(Node& a, Node& b, const model::LogId& log) {
    return a.store().tips(log) == b.store().tips(log) && !a.store().tips(log).empty();
  }

  Node& add(Node& parent, model::PlaceCode place, const std::string& name) {
    Node& node = world_.join(parent, place, name);
    EXPECT_TRUE(world_.settle());
    return node;
  }

  Pipes world_{7};
  Node& county_ = add(world_.city(), kCounty, "county");
  Node& village_ = add(county_, kVillage, "village");
};

TEST_F(SessionLives, ConnectingAgainAndAgainIsNoReasonForANewWriter) {
  const auto writer = village_.writer();
  for (int i = 0; i < 5; ++i) {
    world_.crash(i % 2 ? county_ : village_);
    village_.say(kVillage);
    ASSERT_TRUE(world_.settle());
  }
  EXPECT_EQ(village_.writer(), writer);
  EXPECT_EQ(county_.store().authority()->node_by_key(county_.signer().key())->writers.size(), 1u);
}

TEST_F(SessionLives, AVillageWhoseTicketWasDamagedIsNotShutOut) {
  world_.crash(village_);  // Who joins has no ticket yet.
  ASSERT_TRUE(world_.settle());
  const auto former = *village_.writer();
  const auto county = *county_.writer();
  auto record = node::ticket_of(village_.store(), former, county);
  ASSERT_GT(record.confirmed.count, 0u);
  record.confirmed.mac[0] ^= 1;
  node::Commit damage;
  damage.facts.push_back(node::ticket_fact(former, {county, record}));
  ASSERT_TRUE(village_.commit(std::move(damage)));
  world_.crash(village_);
  const auto wish = village_.say(kVillage);
  ASSERT_TRUE(world_.settle());
  EXPECT_NE(*village_.writer(), former);
  EXPECT_EQ(*county_.writer(), county);
  EXPECT_TRUE(world_.city().store().holds(wish));
}

TEST_F(SessionLives, ARestoredVillageThatWroteNothingSinceGoesOnAsANewWriter) {
  const auto backup = village_.kv().copy();
  const auto former = *village_.writer();
  village_.say(kVillage);
  ASSERT_TRUE(world_.settle());
  world_.crash(village_);
  ASSERT_TRUE(world_.settle());

  world_.restore(village_, *backup);
  ASSERT_TRUE(world_.settle());
  EXPECT_NE(*village_.writer(), former);
  EXPECT_TRUE(same(village_, county_, {kVillage, former}));
  village_.say(kVillage);
  ASSERT_TRUE(world_.settle());
  EXPECT_EQ(world_.city().store().tips({kVillage, former}).size(), 1u);
  EXPECT_TRUE(same(village_, world_.city(), village_.log(kVillage)));
}

TEST_F(SessionLives, BothBranchesOfARestoredVillageThatWroteOnAreKept) {
  village_.say(kVillage);
  ASSERT_TRUE(world_.settle());
  const auto backup = village_.kv().copy();
  const model::LogId log = village_.log(kVillage);
  const auto first = village_.say(kVillage, "first life");
  ASSERT_TRUE(world_.settle());

  world_.restore(village_, *backup);
  const auto second = village_.say(kVillage, "second life");
  ASSERT_EQ(first.seq, second.seq);
  ASSERT_TRUE(world_.settle());
  EXPECT_NE(village_.writer(), log.writer);
  for (Node* node : {&village_, &county_, &world_.city()}) {
    EXPECT_EQ(node->store().tips(log).size(), 2u) << node->name();
    EXPECT_TRUE(node->store().holds(first)) << node->name();
    EXPECT_TRUE(node->store().holds(second)) << node->name();
  }
  const auto* self = world_.city().store().authority()->node_by_key(village_.signer().key());
  EXPECT_EQ(self->writers, (std::vector{log.writer, *village_.writer()}));
}

TEST_F(SessionLives, ARestoredCountyGetsBackWhatItsChildrenHold) {
  const auto backup = county_.kv().copy();
  const auto former = *county_.writer();
  const auto wish = village_.say(kVillage);
  const auto vetted = county_.say(kVillage, "");
  ASSERT_TRUE(world_.settle());
  world_.hang_up(county_);  // The city can't be reached.
  world_.restore(county_, *backup);
  ASSERT_TRUE(world_.run_until([&] { return county_.store().holds(wish) && county_.store().holds(vetted); }));
  ASSERT_TRUE(world_.run_until([&] { return *county_.writer() != former; }));
  EXPECT_EQ(county_.store().tips({kVillage, former}).size(), 1u);
}

TEST_F(SessionLives, ARestoredCityOpensANewWriterBeforeItWritesOn) {
  const auto backup = world_.city().kv().copy();
  const auto former = *world_.city().writer();
  const auto said = world_.city().say(kCity);
  ASSERT_TRUE(world_.settle());
  world_.restore(world_.city(), *backup);
  ASSERT_TRUE(world_.settle());
  EXPECT_NE(*world_.city().writer(), former);
  EXPECT_TRUE(world_.city().store().holds(said));
  EXPECT_EQ(world_.city().store().tips(said.log).size(), 1u);
}

TEST_F(SessionLives, ForkedLogsAreAcknowledgedOnAllTheirBranches) {
  const auto backup = village_.kv().copy();
  const model::LogId log = village_.log(kVillage);
  village_.say(kVillage, "one");
  ASSERT_TRUE(world_.settle());
  world_.restore(village_, *backup);
  village_.say(kVillage, "other");
  village_.say(kVillage, "another");
  ASSERT_TRUE(world_.settle());
  const auto ack = county_.store().own_ack(log);
  ASSERT_TRUE(ack);
  auto tips = ack->others;
  tips.push_back(ack->tip);
  EXPECT_EQ(tips, county_.store().tips(log));
}

// ---- Tickets, with a child that says what the test wants ----

class SessionTickets : public SessionLives {
 protected:
  // The village calls the county, and proves who it is with this ticket.
  std::unique_ptr<Puppet> call(std::optional<wishsync::Ticket> ticket) {
    auto child =
        std::make_unique<Puppet>(world_, county_, true, village_.signer(), village_.writer(), &tickets_);
    child->hello_bytes = encode(wishsync::Frame(child->hello()));
    for (const wishsync::Frame& frame : child->say_bytes(child->hello_bytes))
      if (const auto* welcome = std::get_if<wishsync::Welcome>(&frame))
        child->welcome_content = welcome->content;
    auto proof = child->proof();
    proof.ticket = ticket;
    child->say(proof);
    return child;
  }
  static std::optional<wishsync::Ticket> given(const Puppet& child) {
    const auto accepted = child.heard_of<wishsync::Accepted>();
    return accepted.empty() ? std::nullopt : accepted.back().ticket;
  }

  Puppet::Tickets tickets_;
};

TEST_F(SessionTickets, WhatAChildNeverTookIsGivenAgainSoThatNoTwoOfOneCountExist) {
  const auto first = given(*call({}));
  ASSERT_TRUE(first);
  EXPECT_EQ(given(*call({})), first);
  EXPECT_EQ(given(*call({})), first);
  const auto child = call(first);
  ASSERT_TRUE(given(*child));
  EXPECT_NE(given(*child), first);
  EXPECT_FALSE(child->renewed);
  child->say(wishsync::TicketTaken{*given(*child)});
  EXPECT_TRUE(child->session().open());
  const auto old = call(first);  // Now it is the child that shows an old one.
  EXPECT_FALSE(old->renewed);
  ASSERT_TRUE(old->ended());
  EXPECT_EQ(old->ended()->code, "sync.new_writer");
  EXPECT_TRUE(old->heard_of<wishsync::Accepted>().back().new_writer);
}

TEST_F(SessionTickets, ALateWordOfAnOlderConversationDoesNotTurnTheTicketBack) {
  const auto older = call({});
  const auto first = *given(*older);
  const auto between = call({});
  between->say(wishsync::TicketTaken{first});
  ASSERT_TRUE(between->session().open());
  const auto newest = call(first);
  const auto second = *given(*newest);
  older->say(wishsync::TicketTaken{first});
  ASSERT_TRUE(older->ended());
  EXPECT_EQ(older->ended()->code, "sync.replaced");
  newest->say(wishsync::TicketTaken{second});
  EXPECT_TRUE(newest->session().open());
  const auto next = call(second);
  EXPECT_TRUE(given(*next));
  EXPECT_FALSE(next->renewed);
}

TEST_F(SessionTickets, AnUpperSideThatForgotItsChildsWriterNoticesItByTheTicket) {
  const auto before = county_.kv().copy();
  village_.renew_writer();
  ASSERT_TRUE(world_.settle());
  const auto taken = given(*call({}));
  ASSERT_TRUE(taken);
  world_.hang_up(village_);
  world_.hang_up(county_);
  world_.restore(county_, *before);
  tickets_.clear();
  ASSERT_FALSE(county_.store().authority()->writer(*village_.writer()));
  EXPECT_TRUE(call(taken)->renewed);
  auto forged = *taken;
  forged.mac[0] ^= 1;
  EXPECT_FALSE(call(forged)->renewed);
  EXPECT_FALSE(call({})->renewed);
}

TEST_F(SessionTickets, AStrangerAtTheParentsAddressGivesNoOrders) {
  const auto stranger = model::make_cheap_signer({9});
  Puppet upper(world_, village_, false, *stranger);
  upper.say(upper.welcome());
  wishsync::Accepted order;
  order.place = kVillage;
  order.new_writer = true;
  upper.say(order);
  EXPECT_TRUE(upper.heard_of<wishsync::Proof>().back().introduce);
  EXPECT_TRUE(upper.ended());
  EXPECT_FALSE(upper.renewed);

  Puppet parent(world_, village_, false, county_.signer(), county_.writer());
  parent.say(parent.welcome());
  parent.say(order);
  EXPECT_TRUE(parent.renewed);
}

}  // namespace
}  // namespace support
