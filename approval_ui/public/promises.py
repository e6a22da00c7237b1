"""What each rule means for whoever reads our posts: a promise, in a sentence."""

from collections.abc import Mapping

#: Rules about how a post is made, of interest to its authors only.
OWN = frozenset({"unknown-category", "hard-to-read", "hashtag-case", "long-capitals-or-emoji", "booking-photo-unsaid"})

PROMISES: Mapping[str, str] = {
    "missing-fact": "We publish nothing before the facts that it needs are known, such as a case number.",
    "fact-no-longer-true": "We do not publish what is no longer true, such as a warrant that was lifted.",
    "crossover-text": "Before we speak of a neighboring city, we speak with its police.",
    "lead-agency-unconfirmed": "Where another agency leads, we publish once it has said that it does.",
    "speaks-for-the-city": "We speak for the whole city only with the signature of the city’s own communications.",
    "risky-terms": "We do not set terms for your comments that would let us remove opinions.",
    "pii-ssn": "We never publish social security numbers.",
    "pii-dob": "We give ages, not dates of birth.",
    "pii-phone": "We do not publish private telephone numbers.",
    "pii-address": "We give the block or the crossing, not the address of a home.",
    "pii-plate": "We publish a full license plate only where you can help to find the vehicle.",
    "pii-email": "We do not publish private mail addresses.",
    "victim-identity": "We do not make known who was the victim of a crime, unless that person agreed.",
    "juvenile-identity": "We do not make minors known, unless they are missing or their parents agreed.",
    "medical-condition": "We do not publish the health of a person whom you could recognize.",
    "deceased-before-notification": "We do not name the dead before their family has been told.",
    "guilt-statement": "We do not say that somebody is guilty before a court has.",
    "pending-prosecution-comment": "We do not comment on cases that are before a court.",
    "confidential-investigative-detail": "We do not publish what an investigation has to keep to itself.",
    "undercover-identity": "We do not show who works under cover.",
    "training-or-assignment-detail": "Staffing, tactics and where officers can be found are published only with a "
    "signature from the head of the agency.",
    "political-activity": "We do not speak for or against candidates, parties or ballot measures.",
    "private-business-endorsement": "We do not advertise businesses.",
    "editorial-opinion-on-controversy": "We do not take sides in a controversy without the names of those who answer "
    "for it.",
    "profanity-or-slur": "We do not swear, and we do not degrade anybody.",
    "missing-alt-text": "Every picture has a description for people who cannot see it.",
    "copyright-media": "We publish pictures of others only with their license.",
    "music-license": "We publish music only with a license.",
    "routine-booking-photo": "We do not show booking photos as a matter of routine.",
    "records-printout": "We do not publish what comes out of the criminal-justice or motor-vehicle files.",
    "alert-without-activation": "We use the words of a state’s alert only where the state has activated it.",
    "body-camera-video": "Video of officers’ cameras is published only after legal has read the law on it.",
    "school-records": "We do not publish what comes from school records.",
    "booking-photo-nonviolent": "We do not post booking photos of people arrested for offences that are not violent.",
    "booking-photo-removal": "Booking photos come down within 14 days.",
    "name-and-pronouns": "With a booking photo we give the name and the pronouns that the person gave.",
}
