"""A queue with one slot, joined by one user after the other while the server may be killed."""

from harness.buyer import Buyer

CONCERT = "side-concert"


class Line:
    """Remembers every acknowledged rank, in order. Nobody leaves, so the first stays ACTIVE."""

    def __init__(self):
        self.people = []

    def lengthen(self, client):
        """Adds users until the connection breaks. A user in doubt joins again first."""
        while True:
            person = Buyer(client, f"line-{len(self.people)}")
            answer = person.join(concert=CONCERT)
            assert answer.status in (200, 201), answer
            self._check(answer.json(), len(self.people))
            self.people.append(person)

    def verify(self, client, random):
        """Checks that the newest users and a sample of the others have their acknowledged ranks."""
        newest = range(max(0, len(self.people) - 10), len(self.people))
        others = random.sample(range(len(self.people)), min(10, len(self.people)))
        for index in {*newest, *others}:
            self.people[index].client = client
            answer = self.people[index].status()
            assert answer.status == 200, f"queue number {index + 1} is lost: {answer}"
            self._check(answer.json(), index)

    @staticmethod
    def _check(token, index):
        expected = ("WAITING", index) if index else ("ACTIVE", 0)
        assert (token["status"], token["position"]) == expected, (index, token)
