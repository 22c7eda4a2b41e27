"""A queue with one slot, into which people come one after the other while the server may die at any moment."""

from harness.buyer import Buyer

CONCERT = "side-concert"


class Line:
    """Remembers every place that was acknowledged, in order. Nobody leaves, so the first stays ACTIVE."""

    def __init__(self):
        self.people = []

    def lengthen(self, client):
        """Brings people until the connection breaks. Whoever was in doubt then comes again first."""
        while True:
            person = Buyer(client, f"line-{len(self.people)}")
            answer = person.join(concert=CONCERT)
            assert answer.status in (200, 201), answer
            self._check(answer.json(), len(self.people))
            self.people.append(person)

    def verify(self, client, random):
        """The newest people and some of the others stand where they were told."""
        newest = range(max(0, len(self.people) - 10), len(self.people))
        others = random.sample(range(len(self.people)), min(10, len(self.people)))
        for index in {*newest, *others}:
            self.people[index].client = client
            answer = self.people[index].status()
            assert answer.status == 200, f"place {index} is lost: {answer}"
            self._check(answer.json(), index)

    @staticmethod
    def _check(token, index):
        expected = ("WAITING", index) if index else ("ACTIVE", 0)
        assert (token["status"], token["position"]) == expected, (index, token)
