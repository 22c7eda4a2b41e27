\set seat random(1, :seats)
WITH seat AS (
  UPDATE seats SET status = 'HELD', reservation_id = gen_random_uuid(), held_until = now() + interval '5 minutes'
  WHERE show_id = 1 AND number = :seat AND status = 'AVAILABLE'
  RETURNING reservation_id, number, held_until)
INSERT INTO reservations (id, user_id, show_id, seat, amount, status, created_at, held_until)
SELECT reservation_id, 'buyer' || number, 1, number, 1000, 'HELD', now(), held_until FROM seat;
