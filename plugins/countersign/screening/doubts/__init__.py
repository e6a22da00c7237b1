"""What a careful reader would ask about: the frame of a sentence raises a question where no phrase settles it."""
