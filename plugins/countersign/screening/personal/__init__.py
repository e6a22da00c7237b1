"""Personal data in a text: numbers, dates of birth, phones, addresses, plates and mail addresses."""
