// The decision functions of the rules, one for each command. Only Decide calls them.
//
// Shape:    a function checks everything in the order of precedence that command.h gives; then
//           comes the line "Past this line the command must succeed"; then it changes rows.
#pragma once

#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain::rules {

IssueToken::Answer Decide(const IssueToken& command, RowSet& rows, Time now);
ReadToken::Answer Decide(const ReadToken& command, RowSet& rows, Time now);
LeaveQueue::Answer Decide(const LeaveQueue& command, RowSet& rows, Time now);
ReadConcert::Answer Decide(const ReadConcert& command, RowSet& rows, Time now);
ListShows::Answer Decide(const ListShows& command, RowSet& rows, Time now);
ReadSeats::Answer Decide(const ReadSeats& command, RowSet& rows, Time now);
WatchSeats::Answer Decide(const WatchSeats& command, RowSet& rows, Time now);
WatchToken::Answer Decide(const WatchToken& command, RowSet& rows, Time now);
HoldSeats::Answer Decide(const HoldSeats& command, RowSet& rows, Time now);
ExchangeSeats::Answer Decide(const ExchangeSeats& command, RowSet& rows, Time now);
ReadReservation::Answer Decide(const ReadReservation& command, RowSet& rows, Time now);
ListReservations::Answer Decide(const ListReservations& command, RowSet& rows, Time now);
FindReservations::Answer Decide(const FindReservations& command, RowSet& rows, Time now);
CancelReservation::Answer Decide(const CancelReservation& command, RowSet& rows, Time now);
ReadBalance::Answer Decide(const ReadBalance& command, RowSet& rows, Time now);
TopUpBalance::Answer Decide(const TopUpBalance& command, RowSet& rows, Time now);
PayReservation::Answer Decide(const PayReservation& command, RowSet& rows, Time now);
ReadRoom::Answer Decide(const ReadRoom& command, RowSet& rows, Time now);
ReadDraw::Answer Decide(const ReadDraw& command, RowSet& rows, Time now);
ReadDrawEntries::Answer Decide(const ReadDrawEntries& command, RowSet& rows, Time now);
ListRooms::Answer Decide(const ListRooms& command, RowSet& rows, Time now);
ChangeRoom::Answer Decide(const ChangeRoom& command, RowSet& rows, Time now);
ReadFunnel::Answer Decide(const ReadFunnel& command, RowSet& rows, Time now);
ReadSale::Answer Decide(const ReadSale& command, RowSet& rows, Time now);
ReadBuyer::Answer Decide(const ReadBuyer& command, RowSet& rows, Time now);
ReadHolders::Answer Decide(const ReadHolders& command, RowSet& rows, Time now);
AddAccessKey::Answer Decide(const AddAccessKey& command, RowSet& rows, Time now);
AddOwnerKey::Answer Decide(const AddOwnerKey& command, RowSet& rows, Time now);
RotateAccessKey::Answer Decide(const RotateAccessKey& command, RowSet& rows, Time now);
RevokeAccessKey::Answer Decide(const RevokeAccessKey& command, RowSet& rows, Time now);
ListAccessKeys::Answer Decide(const ListAccessKeys& command, RowSet& rows, Time now);
NoteKeyUse::Answer Decide(const NoteKeyUse& command, RowSet& rows, Time now);
NoteOperatorAction::Answer Decide(const NoteOperatorAction& command, RowSet& rows, Time now);
HoldBackSeats::Answer Decide(const HoldBackSeats& command, RowSet& rows, Time now);
PutSeatsOnSale::Answer Decide(const PutSeatsOnSale& command, RowSet& rows, Time now);
ChangeNotice::Answer Decide(const ChangeNotice& command, RowSet& rows, Time now);
UndoRoomChange::Answer Decide(const UndoRoomChange& command, RowSet& rows, Time now);
UndoSeats::Answer Decide(const UndoSeats& command, RowSet& rows, Time now);
ReleaseReservation::Answer Decide(const ReleaseReservation& command, RowSet& rows, Time now);
LoadCatalog::Answer Decide(const LoadCatalog& command, RowSet& rows, Time now);

}  // namespace onsale::domain::rules
