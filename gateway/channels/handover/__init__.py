"""A web conversation that goes on in a channel: asked for on the web, confirmed there and in the channel.

`requests` keeps what was asked for, `in_channel` is who opened the link, `on_web` who made it, `agreement`
whether both are one person, `topics` what the one may be told of the other's chat before.
"""
